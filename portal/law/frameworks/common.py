"""What must hold of every agreement in the register, whatever its kind."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from portal.law.answers import Allowed, Answer, Reason, answer
from portal.law.frameworks.terms import Kind, Terms, in_lot
from portal.law.periods import last_day_of_period

USUAL_PARTNERSHIP = (120, 144)  # months: ten to twelve years


def identified(terms: Terms) -> Answer:
    """An agreement in the register has a title, a number, an owner and a CPV code."""
    missing = []
    if not terms.title.strip():
        missing.append(terms.reason(_("Give the agreement a title."), "title"))
    if not terms.number.strip():
        missing.append(terms.reason(_("Give the agreement a number."), "number"))
    if not terms.has_owner:
        missing.append(terms.reason(_("Say which organisation entered into the agreement."), "owner"))
    if not terms.cpv_codes:
        missing.append(terms.reason(_("Choose at least one CPV code."), "cpvs"))
    return answer(missing)


def dates_in_order(terms: Terms) -> Answer:
    """A first day, and a last day not before it; only what is not a framework may run until further notice."""
    reasons = []
    if terms.starts_on is None:
        reasons.append(terms.reason(_("State the first day."), "starts_on"))
    if terms.ends_on is None:
        if terms.is_framework:
            reasons.append(
                terms.reason(_("State the last day: a framework agreement is for a stated time."), "ends_on")
            )
        elif not terms.until_further_notice:
            reasons.append(
                terms.reason(_("State the last day, or that the agreement runs until further notice."), "ends_on")
            )
        if terms.option_months:
            reasons.append(terms.reason(_("Without a last day there is nothing for an option to extend."), "options"))
    elif terms.until_further_notice:
        reasons.append(
            terms.reason(_("State either a last day or that the agreement runs until further notice."), "ends_on")
        )
    elif terms.starts_on is not None and terms.ends_on < terms.starts_on:
        reasons.append(
            terms.reason(
                _("The last day, %(last)s, is before the first day, %(first)s."),
                "ends_on",
                first=terms.starts_on,
                last=terms.ends_on,
            )
        )
    if any(months < 1 for months in terms.option_months):
        reasons.append(terms.reason(_("An option extends the agreement by at least one month."), "options"))
    if terms.announced_on and terms.starts_on and terms.announced_on > terms.starts_on:
        reasons.append(
            terms.reason(
                _("The notice of %(announced)s is later than the first day, %(first)s."),
                "announced_on",
                announced=terms.announced_on,
                first=terms.starts_on,
            )
        )
    return answer(reasons)


def values_sensible(terms: Terms) -> Answer:
    """A stated value is more than nothing, and the estimate is not above the maximum."""
    reasons = [
        terms.reason(_("A value is more than zero; leave it empty when it is unknown."), field)
        for field, value in _stated_values(terms)
        if value <= 0
    ]
    estimated, maximum = terms.estimated_value, terms.maximum_value
    if estimated is not None and maximum is not None and estimated > maximum:
        reasons.append(
            terms.reason(
                _("The estimated value, %(estimated)s, is above the maximum value, %(maximum)s."),
                "estimated_value",
                estimated=terms.money(estimated),
                maximum=terms.money(maximum),
            )
        )
    return answer(reasons)


def suppliers_named(terms: Terms) -> Answer:
    """Every lot has a supplier; a dynamic purchasing system stays open to new ones (2014/24/EU art. 34)."""
    if terms.kind == Kind.DPS:
        return Allowed()
    if not terms.lots:
        return answer([terms.reason(_("Name at least one supplier."), "lots")])
    return answer(
        terms.reason(_("Name at least one supplier in lot %(lot)s."), in_lot(lot, "suppliers"), lot=lot.number)
        for lot in terms.lots
        if not lot.suppliers
    )


def partnership_cared_for(terms: Terms) -> Answer:
    """A partnership has a partner manager and a cadence of dialogue, and usually lasts ten to twelve years (contract
    practice, not law: a partnership is no framework, and art. 33 does not limit it)."""
    if terms.kind != Kind.PARTNERSHIP:
        return Allowed()
    reasons = []
    if not terms.has_partner_manager:
        reasons.append(terms.reason(_("A partnership needs a partner manager."), "partnership"))
    if not terms.has_cadence:
        reasons.append(terms.reason(_("Say how often the two sides of the partnership meet."), "partnership"))
    return answer(reasons, _unusual_length(terms))


def _stated_values(terms: Terms) -> Iterator[tuple[str, Decimal]]:
    if terms.estimated_value is not None:
        yield "estimated_value", terms.estimated_value
    if terms.maximum_value is not None:
        yield "maximum_value", terms.maximum_value
    for lot in terms.lots:
        if lot.maximum_value is not None:
            yield in_lot(lot, "maximum_value"), lot.maximum_value


def _unusual_length(terms: Terms) -> list[Reason]:
    if terms.starts_on is None or terms.last_day is None:
        return []
    shortest, longest = (last_day_of_period(terms.starts_on, months) for months in USUAL_PARTNERSHIP)
    if shortest <= terms.last_day <= longest:
        return []
    return [
        terms.reason(
            _("A partnership usually lasts ten to twelve years; this one may run until %(last)s."),
            "ends_on",
            last=terms.last_day,
        )
    ]
