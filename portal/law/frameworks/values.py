"""Rule 3: the estimated and the maximum value of a framework."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from portal.law import sources
from portal.law.answers import Allowed, Answer, all_of, answer
from portal.law.frameworks.terms import Terms, in_lot

#: The day of the judgment C-23/20 (Simonsen & Weel): a notice from then on must have stated a maximum.
MAXIMUM_JUDGMENT = date(2021, 6, 17)


def values_stated(terms: Terms) -> Answer:
    """Rule 3: a framework states its estimated and its maximum value; at the maximum it is exhausted.

    Source: C-216/17 and C-23/20. A value that nobody knows is never invented. An entry may lack one when it comes from
    a public source that does not hold it; the maximum also when the framework was announced before the judgment
    C-23/20 of 17 June 2021 and the reason is recorded.
    """
    if not terms.is_framework:
        return Allowed()
    return all_of(_estimate_stated(terms), _maximum_stated(terms), _lots_within_maximum(terms))


def _estimate_stated(terms: Terms) -> Answer:
    if terms.estimated_value is not None:
        return Allowed()
    if terms.from_public_source:
        return answer(
            notes=[
                terms.reason(
                    _("The estimated value is unknown: the source of this entry does not hold it."), "estimated_value"
                )
            ]
        )
    return answer([terms.reason(_("State the estimated value."), "estimated_value", sources.MAXIMUM)])


def _maximum_stated(terms: Terms) -> Answer:
    if terms.maximum_value is not None:
        return Allowed()
    why = terms.maximum_unknown_because.strip()
    before_judgment = terms.announced_on is not None and terms.announced_on < MAXIMUM_JUDGMENT
    if why and (terms.from_public_source or before_judgment):
        return answer(
            notes=[terms.reason(_("The maximum value is unknown: %(why)s"), "maximum_value", sources.MAXIMUM, why=why)]
        )
    if before_judgment:
        text = _("State the maximum value, or record why the framework has none.")
        return answer([terms.reason(text, "maximum_unknown_because", sources.MAXIMUM)])
    text = _("State the maximum value: a framework agreement may be used up to it and no further.")
    return answer([terms.reason(text, "maximum_value", sources.MAXIMUM)])


def _lots_within_maximum(terms: Terms) -> Answer:
    """A lot's maximum above the agreement's could never be reached, so it is refused as misleading.

    Lots that together exceed the agreement's maximum are allowed with a note: each may be used up to its own, and all
    of them up to the agreement's, which a buyer may set lower because not every lot is expected to fill. Lots that
    together stay below it are noted too, since the rest cannot be used.
    """
    maximum = terms.maximum_value
    if maximum is None:
        return Allowed()
    limits = [lot.maximum_value for lot in terms.lots if lot.maximum_value is not None]
    reasons = [
        terms.reason(
            _("The maximum of lot %(lot)s, %(limit)s, is above the whole agreement's, %(maximum)s."),
            in_lot(lot, "maximum_value"),
            sources.MAXIMUM,
            lot=lot.number,
            limit=terms.money(lot.maximum_value),
            maximum=terms.money(maximum),
        )
        for lot in terms.lots
        if lot.maximum_value is not None and lot.maximum_value > maximum
    ]
    total = sum(limits, Decimal(0))
    if reasons or not limits or len(limits) < len(terms.lots) or total == maximum:
        return answer(reasons)
    text = (
        _("The lots' maxima add up to %(total)s; all lots together may be used up to %(maximum)s only.")
        if total > maximum
        else _("The lots' maxima add up to %(total)s; the rest of the maximum, %(maximum)s, cannot be used.")
    )
    return answer(notes=[terms.reason(text, "maximum_value", total=terms.money(total), maximum=terms.money(maximum))])
