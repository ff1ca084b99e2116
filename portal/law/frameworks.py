"""What must hold before an agreement is published: rules 1 to 5 of framework agreements, and what is common to all.

Each rule is one function from ``Terms`` to an answer, with its source in its docstring. ``may_publish`` asks them all.
A contract, partnership or dynamic purchasing system is not a framework: rules 1 to 5 let it pass.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from portal.law import sources
from portal.law.answers import Allowed, Answer, Reason, Source, Words, all_of, answer
from portal.law.jurisdictions import JURISDICTIONS
from portal.law.periods import last_day_of_period, last_day_with_options
from portal.law.wording import Money

LONGEST_FRAMEWORK = 48  # months
USUAL_PARTNERSHIP = (120, 144)  # months: ten to twelve years
ALL_SHARES = Decimal("100.00")  # per cent

#: The day of the judgment C-23/20 (Simonsen & Weel): a notice from then on must have stated a maximum.
MAXIMUM_JUDGMENT = date(2021, 6, 17)


class Kind(StrEnum):
    """The kinds of agreement."""

    FRAMEWORK = "framework"
    CONTRACT = "contract"
    PARTNERSHIP = "partnership"
    DPS = "dps"


class CallOffMethod(StrEnum):
    """How a buyer finds its supplier within a lot."""

    SINGLE = "single"
    RANKING = "ranking"
    MINI_COMPETITION = "mini_competition"
    CONDITIONS = "conditions"
    SHARES = "shares"


@dataclass(frozen=True)
class SupplierTerms:
    """A supplier in a lot: ``rank`` 1 is asked first; ``share`` of the volume in per cent."""

    name: str = ""
    rank: int | None = None
    share: Decimal | None = None


@dataclass(frozen=True)
class LotTerms:
    """A lot, known by its ``number``. ``conditions`` are the objective conditions as stated in the documents."""

    number: str
    maximum_value: Decimal | None = None
    call_off_method: str = ""
    conditions: str = ""
    suppliers: tuple[SupplierTerms, ...] = ()


@dataclass(frozen=True)
class BuyerTerms:
    """An eligible buyer. ``binding``: it must use the agreement, otherwise it may."""

    id: int
    binding: bool = False


@dataclass(frozen=True)
class Terms:
    """An agreement in plain values.

    ``ends_on`` is the last day without options and ``option_months`` the length of each option that may still be or
    has been used. Amounts are ex VAT in ``currency``, by default the jurisdiction's; ``None`` is unknown.
    ``from_public_source``: an import took the entry from a named public source, which may not hold every value.
    """

    kind: str
    jurisdiction: str
    title: str = ""
    number: str = ""
    has_owner: bool = False
    has_responsible: bool = False
    cpv_codes: tuple[str, ...] = ()
    announced_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    until_further_notice: bool = False
    option_months: tuple[int, ...] = ()
    latest_contract_end_on: date | None = None
    duration_reason: str = ""
    estimated_value: Decimal | None = None
    maximum_value: Decimal | None = None
    maximum_unknown_because: str = ""
    from_public_source: bool = False
    currency: str = ""
    lots: tuple[LotTerms, ...] = ()
    buyers: tuple[BuyerTerms, ...] = ()

    @property
    def is_framework(self) -> bool:
        return self.kind == Kind.FRAMEWORK

    @property
    def last_day(self) -> date | None:
        """The last day when every option is used; ``None`` when no last day is agreed."""
        if self.ends_on is None:
            return None
        return last_day_with_options(self.starts_on, self.ends_on, sum(self.option_months))

    def money(self, amount: Decimal) -> Money:
        """An amount of this agreement, to be written with its currency."""
        return Money(amount, self.currency or JURISDICTIONS[self.jurisdiction].currency)

    def reason(self, text: Words, field: str, source: Source | None = None, **params: object) -> Reason:
        """A reason cited as in the agreement's jurisdiction."""
        return Reason(text, source and source.within(self.jurisdiction), field, params)


def may_publish(terms: Terms) -> Answer:
    """Whether an agreement may be published, with every reason why not and everything to keep in mind."""
    return all_of(*(rule(terms) for rule in (*COMMON, *FRAMEWORK_RULES)))


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
        terms.reason(_("Name at least one supplier in lot %(lot)s."), _in_lot(lot, "suppliers"), lot=lot.number)
        for lot in terms.lots
        if not lot.suppliers
    )


def partnership_cared_for(terms: Terms) -> Answer:
    """A partnership has a partner manager, and usually lasts ten to twelve years."""
    if terms.kind != Kind.PARTNERSHIP:
        return Allowed()
    reasons = []
    if not terms.has_responsible:
        reasons.append(terms.reason(_("A partnership needs a partner manager."), "responsible"))
    return answer(reasons, _unusual_length(terms))


def duration(terms: Terms) -> Answer:
    """Rule 1: a framework lasts at most four years, options included, unless the reasons are recorded.

    Source: 2014/24/EU art. 33(1). Four years are counted by the calendar: from 1 January 2026 to 31 December 2029.
    """
    if not terms.is_framework or terms.starts_on is None or terms.last_day is None:
        return Allowed()
    limit = last_day_of_period(terms.starts_on, LONGEST_FRAMEWORK)
    if terms.last_day <= limit:
        return Allowed()
    if terms.duration_reason.strip():
        return answer(
            notes=[
                terms.reason(
                    _("With all its options it lasts more than four years, for this reason: %(why)s"),
                    "duration_reason",
                    sources.DURATION,
                    why=terms.duration_reason.strip(),
                )
            ]
        )
    return answer(
        [
            terms.reason(
                _(
                    "A framework agreement lasts at most four years with all its options: here until %(limit)s, but it"
                    " may run until %(last)s. Shorten it, or record the reasons for a longer time."
                ),
                "duration_reason",
                sources.DURATION,
                limit=limit,
                last=terms.last_day,
            )
        ]
    )


def two_dates(terms: Terms) -> Answer:
    """Rule 2: a framework states the last day to call off and the latest end of the contracts made under it.

    Source: 2014/24/EU recital 62: a contract under a framework may outlive it, a call-off may not. The last day to call
    off is the agreement's last day; contracts may run on from it, so their latest end is not before it.
    """
    if not terms.is_framework:
        return Allowed()
    latest = terms.latest_contract_end_on
    if latest is None:
        return answer(
            [
                terms.reason(
                    _("State the latest day that a contract made under the framework may run."),
                    "latest_contract_end_on",
                    sources.AFTER_EXPIRY,
                )
            ]
        )
    if terms.ends_on is not None and latest < terms.ends_on:
        return answer(
            [
                terms.reason(
                    _(
                        "Contracts would have to end by %(latest)s, before the last day to call off, %(last)s."
                        " State a later end of contracts."
                    ),
                    "latest_contract_end_on",
                    sources.AFTER_EXPIRY,
                    latest=latest,
                    last=terms.ends_on,
                )
            ]
        )
    return Allowed()


def values_stated(terms: Terms) -> Answer:
    """Rule 3: a framework states its estimated and its maximum value; at the maximum it is exhausted.

    Source: C-216/17 and C-23/20. A value that nobody knows is never invented. An entry may lack one when it comes from
    a public source that does not hold it; the maximum also when the framework was announced before the judgment
    C-23/20 of 17 June 2021 and the reason is recorded.
    """
    if not terms.is_framework:
        return Allowed()
    return all_of(_estimate_stated(terms), _maximum_stated(terms), _lots_within_maximum(terms))


def buyers_named(terms: Terms) -> Answer:
    """Rule 4: those who may use a framework are named from the start. Source: 2014/24/EU art. 33(2)."""
    if not terms.is_framework:
        return Allowed()
    reasons = []
    if not terms.buyers:
        reasons.append(
            terms.reason(
                _("Name the organisations that may use the framework: nobody can join it later."),
                "buyers",
                sources.PARTIES,
            )
        )
    if len({buyer.id for buyer in terms.buyers}) < len(terms.buyers):
        reasons.append(terms.reason(_("An organisation is named twice among the buyers."), "buyers"))
    return answer(reasons)


def may_join(
    *, new_buyers: Collection[str] = (), new_suppliers: Collection[str] = (), jurisdiction: str = ""
) -> Answer:
    """Rule 4: nobody joins a framework once it is published, neither a buyer nor a supplier.

    Source: 2014/24/EU art. 33(2); KOFA 2015/65. The new ones are given by name; replacing a supplier is another matter.
    """
    source = sources.PARTIES.within(jurisdiction)
    reasons = []
    if new_buyers:
        reasons.append(
            Reason(
                _("Only the buyers named from the start may use a framework agreement; %(names)s cannot join it now."),
                source,
                "buyers",
                {"names": ", ".join(new_buyers)},
            )
        )
    if new_suppliers:
        reasons.append(
            Reason(
                _("Only the original suppliers are parties to a framework agreement; %(names)s cannot join it now."),
                source,
                "lots",
                {"names": ", ".join(new_suppliers)},
            )
        )
    return answer(reasons)


def call_off_stated(terms: Terms) -> Answer:
    """Rule 5: where a lot has several suppliers, it is stated how a call-off finds one of them.

    Source: 2014/24/EU art. 33(4)-(5): by ranking, by mini-competition, or by objective conditions stated in the
    documents, of which fixed shares are one kind. A lot with one supplier needs no method.
    """
    if not terms.is_framework:
        return Allowed()
    return all_of(*(_method_whole(terms, lot) for lot in terms.lots if len(lot.suppliers) > 1))


COMMON = (identified, dates_in_order, values_sensible, suppliers_named, partnership_cared_for)
FRAMEWORK_RULES = (duration, two_dates, values_stated, buyers_named, call_off_stated)


def _in_lot(lot: LotTerms, field: str) -> str:
    return f"lots.{lot.number}.{field}"


def _stated_values(terms: Terms) -> Iterator[tuple[str, Decimal]]:
    if terms.estimated_value is not None:
        yield "estimated_value", terms.estimated_value
    if terms.maximum_value is not None:
        yield "maximum_value", terms.maximum_value
    for lot in terms.lots:
        if lot.maximum_value is not None:
            yield _in_lot(lot, "maximum_value"), lot.maximum_value


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
            _in_lot(lot, "maximum_value"),
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


def _method_whole(terms: Terms, lot: LotTerms) -> Answer:
    def refused(text: Words, field: str, **params: object) -> Answer:
        source = sources.SEVERAL_SUPPLIERS
        return answer([terms.reason(text, _in_lot(lot, field), source, lot=lot.number, **params)])

    match lot.call_off_method:
        case CallOffMethod.MINI_COMPETITION:
            return Allowed()
        case CallOffMethod.RANKING:
            count = len(lot.suppliers)
            if {supplier.rank for supplier in lot.suppliers} != set(range(1, count + 1)):
                return refused(
                    _("Rank the suppliers of lot %(lot)s from 1 to %(count)s, each rank once."),
                    "suppliers",
                    count=count,
                )
            return Allowed()
        case CallOffMethod.CONDITIONS:
            if not lot.conditions.strip():
                return refused(
                    _("State the objective conditions that choose between the suppliers of lot %(lot)s."), "conditions"
                )
            return Allowed()
        case CallOffMethod.SHARES:
            shares = [supplier.share for supplier in lot.suppliers if supplier.share is not None]
            if len(shares) < len(lot.suppliers) or any(share <= 0 for share in shares):
                return refused(_("Give every supplier of lot %(lot)s its share of the volume."), "suppliers")
            if (total := sum(shares, Decimal(0))) != ALL_SHARES:
                return refused(
                    _("The shares of lot %(lot)s add up to %(total)s %%; they should make 100 %%."),
                    "suppliers",
                    total=total,
                )
            return Allowed()
        case _:
            return refused(
                _(
                    "Lot %(lot)s has several suppliers: say how a call-off chooses between them, by ranking,"
                    " mini-competition, objective conditions or stated shares."
                ),
                "call_off_method",
            )
