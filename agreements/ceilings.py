"""Reading the ceiling ledger: what is reserved, used and left of an agreement and its lots, now and on any past day."""

from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from agreements.models import Agreement, CeilingBalance, CeilingEntry, Lot
from portal.law.frameworks.ceilings import Ceiling

ZERO = Decimal("0.00")


def ceilings_of(agreement: Agreement, lot: Lot | None = None, day: date | None = None) -> list[Ceiling]:
    """The agreement's ceiling and, with a lot, the lot's; now, or at the end of a past day."""
    found = ceilings_of_many([agreement], day=day)[agreement.pk]
    return [found[None], *([found[lot.pk]] if lot is not None else [])]


def ceilings_of_many(
    agreements: Collection[Agreement], day: date | None = None
) -> dict[int, dict[int | None, Ceiling]]:
    """The ceilings of agreements and of their lots (None is the whole agreement), in one query for the sums. Reads the
    lots that ``facts.with_children`` fetched."""
    sums = _sums_on(agreements, day) if day is not None else _sums_now(agreements)
    nothing = (ZERO, ZERO)
    found = {}
    for agreement in agreements:
        of_it = {None: _ceiling(agreement, agreement, *sums.get((agreement.pk, None), nothing))}
        for lot in agreement.lots.all():
            of_it[lot.pk] = _ceiling(agreement, lot, *sums.get((agreement.pk, lot.pk), nothing))
        found[agreement.pk] = of_it
    return found


def _ceiling(agreement: Agreement, of: Agreement | Lot, reserved: Decimal, used: Decimal) -> Ceiling:
    return Ceiling(
        maximum=of.maximum_value,
        reserved=reserved,
        used=used,
        currency=agreement.currency,
        overrun=of.overrun_value,
        lot=(of.number or str(of.position)) if isinstance(of, Lot) else "",
    )


def _sums_now(agreements: Iterable[Agreement]) -> dict[tuple[int, int | None], tuple[Decimal, Decimal]]:
    rows = CeilingBalance.objects.filter(agreement__in=[one.pk for one in agreements], buyer=None)
    return {
        (agreement, None if is_whole else lot): (reserved, used)
        for agreement, is_whole, lot, reserved, used in rows.values_list(
            "agreement_id", "is_whole", "lot_id", "reserved", "used"
        )
    }


def _sums_on(agreements: Iterable[Agreement], day: date) -> dict[tuple[int, int | None], tuple[Decimal, Decimal]]:
    rows = (
        CeilingEntry.objects.filter(agreement__in=[one.pk for one in agreements], day__lte=day)
        .order_by()
        .values_list("agreement_id", "lot_id")
        .annotate(Sum("reserved"), Sum("used"))
    )
    found: dict[tuple[int, int | None], tuple[Decimal, Decimal]] = {}
    for agreement, lot, reserved, used in rows:
        for key in {(agreement, None), (agreement, lot)}:
            before = found.get(key, (ZERO, ZERO)) if key[1] is None else (ZERO, ZERO)
            found[key] = (before[0] + reserved, before[1] + used)
    return found
