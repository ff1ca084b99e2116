"""What of a published framework may be changed without a modification that the law knows."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from portal.law import sources
from portal.law.answers import Allowed, Answer, Reason, answer
from portal.law.frameworks.terms import LotTerms, Terms, in_lot


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
            _("A published framework is not made longer: its last day stays %(last)s or comes earlier."),
            "ends_on",
            sources.MODIFICATION,
            last=before.ends_on,
        )
    agreed = sum(before.option_months)
    if sum(after.option_months) > agreed:
        yield after.reason(
            _("A published framework is not made longer: its options stay %(months)s months in all, or fewer."),
            "options",
            sources.MODIFICATION,
            months=agreed,
        )


def _larger(before: Terms, after: Terms) -> Iterator[Reason]:
    def reason(field: str) -> Reason:
        return after.reason(
            _("The maximum of a published framework is not raised or taken away."), field, sources.MODIFICATION
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
