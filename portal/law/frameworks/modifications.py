"""Rule 12: what of an agreement is changed freely, and what only as a modification that the law knows (art. 72)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from portal.law import sources
from portal.law.answers import Allowed, Answer, Denied, Reason, Source, Words, answer, denied
from portal.law.frameworks.terms import LotTerms, Terms, in_lot
from portal.law.jurisdictions import JURISDICTIONS
from portal.law.thresholds import Threshold
from portal.law.wording import Money


class ModificationKind(StrEnum):
    """The kinds of changes to an agreement that is published."""

    EXTENSION = "extension"
    MAXIMUM = "maximum"
    PRICE = "price"
    INDEX = "index"
    SUPPLIER_RENAMED = "supplier_renamed"
    SUPPLIER_REPLACED = "supplier_replaced"
    SUPPLIER_BANKRUPT = "supplier_bankrupt"
    SCOPE = "scope"
    OWNER = "owner"
    TERMINATION = "termination"


class Basis(StrEnum):
    """The cases of 2014/24/EU art. 72 in which a modification needs no new procurement.

    ``OVERRUN`` is none of them: turnover past the maximum that has happened is recorded as what it is, and reported.
    """

    REVIEW_CLAUSE = "review_clause"
    ADDITIONAL = "additional"
    UNFORESEEN = "unforeseen"
    SUCCESSOR = "successor"
    NOT_SUBSTANTIAL = "not_substantial"
    SMALL_VALUE = "small_value"
    OVERRUN = "overrun"


_GROWTH = (Basis.REVIEW_CLAUSE, Basis.ADDITIONAL, Basis.UNFORESEEN, Basis.NOT_SUBSTANTIAL, Basis.SMALL_VALUE)
#: The cases that can carry each kind of growth. A kind that is not named here makes no agreement larger: it is
#: justified and logged, and one person is enough.
BASES: dict[str, tuple[Basis, ...]] = {
    ModificationKind.EXTENSION: _GROWTH,
    ModificationKind.MAXIMUM: (*_GROWTH, Basis.OVERRUN),
    ModificationKind.SCOPE: _GROWTH,
    ModificationKind.SUPPLIER_REPLACED: (Basis.SUCCESSOR,),
}
#: Each modification under art. 72(1)(b) or (c) is at most half the original value.
HALF = Decimal("0.50")
#: All modifications under art. 72(2) together stay below these parts of the original value.
SMALL_PART = Decimal("0.10")
SMALL_PART_OF_WORKS = Decimal("0.15")
WORKS = "45"  # the CPV division of construction work


@dataclass(frozen=True)
class Modification:
    """A change as the law asks about it; amounts ex VAT in ``currency``, None is unknown or does not apply.

    ``value`` is what the change adds to the value (a raised maximum), ``original`` the value before any modification,
    and ``small_before`` what earlier modifications of small value have added. ``by_option``: an option that was
    announced is used. ``main_cpv`` is the agreement's main code. ``day`` is the one on which it takes effect, and
    ``threshold`` the EU and EEA threshold of that day, where the table knows it.
    """

    kind: str
    jurisdiction: str
    basis: str = ""
    justification: str = ""
    lowers: bool = False
    by_option: bool = False
    value: Decimal | None = None
    original: Decimal | None = None
    small_before: Decimal = Decimal(0)
    main_cpv: str = ""
    currency: str = ""
    day: date | None = None
    threshold: Threshold | None = None

    @property
    def grows(self) -> bool:
        """Whether it gives the agreement more than was competed for, or another party."""
        return self.kind in BASES and not self.lowers and not self.by_option

    @property
    def small_part(self) -> Decimal:
        """The part of the original value below which modifications of small value stay together."""
        return SMALL_PART_OF_WORKS if self.main_cpv.startswith(WORKS) else SMALL_PART

    def money(self, amount: Decimal) -> Money:
        return Money(amount, self.currency or JURISDICTIONS[self.jurisdiction].currency)

    def reason(self, text: Words, field: str, **params: object) -> Reason:
        return Reason(text, sources.MODIFICATION.within(self.jurisdiction), field, params)


def needs_two(change: Modification) -> bool:
    """Whether one person proposes and another confirms: whenever the agreement grows, or a supplier is replaced.

    Source: rule 3 of this house (two persons); the legal basis itself is 2014/24/EU art. 72.
    """
    return change.grows


def may_modify(change: Modification) -> Answer:
    """Rule 12: a change is justified; one that makes the agreement grow stands on a case of art. 72, within its limit.

    Source: 2014/24/EU art. 72(1) and (2). What the portal does not know (the worth of a longer time, perhaps the
    threshold of the day) is said in a note, never guessed.
    """
    if not change.justification.strip():
        return denied(_("Say why the agreement is changed."), "justification")
    if not change.grows:
        return Allowed()
    if not change.basis:
        text = _("Choose the legal basis: without one, a new procurement is needed.")
        return Denied((change.reason(text, "legal_basis"),))
    if change.basis not in BASES[change.kind]:
        return Denied((change.reason(_("This legal basis does not carry a change of this kind."), "legal_basis"),))
    if change.basis in (Basis.ADDITIONAL, Basis.UNFORESEEN):
        return _at_most_half(change)
    if change.basis == Basis.SMALL_VALUE:
        return _of_small_value(change)
    if change.basis == Basis.OVERRUN:
        text = _("The overrun is recorded and reported to the steering group. It opens nothing for new call-offs.")
        return answer(notes=[change.reason(text, "legal_basis")])
    return Allowed()


def second_person(proposed_by: int, confirmed_by: int, change: Modification) -> Answer:
    """Whether this person may confirm: another one than the proposer, where two are needed."""
    if not needs_two(change) or proposed_by != confirmed_by:
        return Allowed()
    return denied(_("Another person than the one who proposed the change confirms it."))


def _at_most_half(change: Modification) -> Answer:
    """Source: 2014/24/EU art. 72(1)(b) and (c): each increase is at most half the value of the original contract."""
    if change.original is None or change.value is None:
        text = _(
            "See to it that the change adds at most half the original value: the portal does not know what it adds."
        )
        return answer(notes=[change.reason(text, "legal_basis")])
    limit = change.original * HALF
    if change.value <= limit:
        return Allowed()
    text = _("This legal basis carries at most half the original value, %(limit)s; the change adds %(value)s.")
    return Denied((change.reason(text, "legal_basis", limit=change.money(limit), value=change.money(change.value)),))


def _of_small_value(change: Modification) -> Answer:
    """Source: 2014/24/EU art. 72(2): below the threshold and below 10 per cent of the original value (15 for works),
    all such modifications together."""
    if change.original is None:
        text = _("The original value is unknown, so the portal cannot say whether the change is of small value.")
        return answer(notes=[change.reason(text, "legal_basis"), _threshold_note(change, None)])
    limit = change.original * change.small_part
    params = {
        "limit": change.money(limit),
        "percent": change.small_part * 100,
        "original": change.money(change.original),
        "before": change.money(change.small_before),
    }
    if change.value is None:
        text = _(
            "Together with %(before)s before, the change must stay below %(limit)s, %(percent)s %% of the original"
            " value: the portal does not know what it adds."
        )
        return answer(notes=[change.reason(text, "legal_basis", **params), _threshold_note(change, None)])
    total = change.small_before + change.value
    params["total"] = change.money(total)
    if total >= limit:
        text = _(
            "Changes of small value stay below %(percent)s %% of the original value, %(original)s: below %(limit)s."
            " With this one they are %(total)s in all."
        )
        return Denied((change.reason(text, "legal_basis", **params),))
    text = _("Changes of small value are %(total)s in all, below %(limit)s (%(percent)s %% of the original value).")
    return answer(notes=[change.reason(text, "legal_basis", **params), _threshold_note(change, total)])


def _threshold_note(change: Modification, total: Decimal | None) -> Reason:
    """What is known of the threshold below which all changes of small value together stay too. It informs, it never
    blocks. Source: 2014/24/EU art. 72(2)(i); rule 10: the table of thresholds, or nobody, knows the amount."""
    known = change.threshold
    if known is None:
        text = _(
            "See to it that the changes of small value together are below the EU and EEA threshold too: the portal does"
            " not know it on %(day)s."
        )
        return change.reason(text, "legal_basis", day=change.day)
    text = _("Together they stay below the EU and EEA threshold too: on %(day)s it is %(amount)s.")
    if total is not None and total >= known.amount:
        text = _(
            "The changes of small value together, %(total)s, are not below the EU and EEA threshold: on %(day)s it is"
            " %(amount)s."
        )
    source = Source(known.source, certain=known.certain, url=known.url)
    params = {"day": change.day, "amount": Money(known.amount, known.currency)}
    if total is not None:
        params["total"] = change.money(total)
    return Reason(text, source, "legal_basis", params)


def may_change(before: Terms, after: Terms) -> Answer:
    """A published framework does not grow: not in value, not in time, and its call-offs go on as they were published.

    Source: 2014/24/EU art. 72: what was competed for is changed only in the cases named there. A lower value, a shorter
    time, a later end of the contracts and a corrected text take nothing from those who did not get the framework.
    """
    if not before.is_framework:
        return Allowed()
    return answer([*_longer(before, after), *_larger(before, after), *_called_off_otherwise(before, after)])


def _longer(before: Terms, after: Terms) -> Iterator[Reason]:
    if before.ends_on is not None and (after.ends_on is None or after.ends_on > before.ends_on):
        yield after.reason(
            _(
                "A published framework is not made longer by editing it: its last day stays %(last)s or comes earlier."
                " Use an option, or register a change."
            ),
            "ends_on",
            sources.MODIFICATION,
            last=before.ends_on,
        )
    agreed = sum(before.option_months)
    if sum(after.option_months) > agreed:
        yield after.reason(
            _(
                "A published framework is not made longer by editing it: its options stay %(months)s months in all, or"
                " fewer. Register a change instead."
            ),
            "options",
            sources.MODIFICATION,
            months=agreed,
        )


def _larger(before: Terms, after: Terms) -> Iterator[Reason]:
    def reason(field: str) -> Reason:
        return after.reason(
            _(
                "The maximum of a published framework is not raised or taken away by editing it. Register a change"
                " instead."
            ),
            field,
            sources.MODIFICATION,
        )

    if before.maximum_value is not None and (after.maximum_value is None or after.maximum_value > before.maximum_value):
        yield reason("maximum_value")
    for old, new in _same_lots(before, after):
        if old.maximum_value is not None and (new.maximum_value is None or new.maximum_value > old.maximum_value):
            yield reason(in_lot(new, "maximum_value"))


def _called_off_otherwise(before: Terms, after: Terms) -> Iterator[Reason]:
    for old, new in _same_lots(before, after):
        if old.call_off_method and new.call_off_method != old.call_off_method:
            yield after.reason(
                _("The call-off method of a published framework stays as it was published."),
                in_lot(new, "call_off_method"),
                sources.MODIFICATION,
            )
        staying = {supplier.id for supplier in old.suppliers} & {supplier.id for supplier in new.suppliers}
        if len(staying) > 1 and _in_order(old, staying) != _in_order(new, staying):
            yield after.reason(
                _("The ranking of the suppliers in a published framework stays as it was published."),
                in_lot(new, "suppliers"),
                sources.MODIFICATION,
            )


def _same_lots(before: Terms, after: Terms) -> Iterator[tuple[LotTerms, LotTerms]]:
    """The lots that there were and are, whatever number they go by now."""
    known = {lot.id: lot for lot in before.lots}
    return ((known[lot.id], lot) for lot in after.lots if lot.id in known)


def _in_order(lot: LotTerms, suppliers: set[int | None]) -> list[int | None]:
    """Those of the suppliers that have a rank, the first first: when one has left, the others may move up."""
    ranked = [(row.rank, row.id) for row in lot.suppliers if row.rank is not None and row.id in suppliers]
    return [supplier for _rank, supplier in sorted(ranked, key=lambda place: place[0])]
