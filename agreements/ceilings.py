"""Reading the ceiling ledger: what is reserved, used and left of an agreement and its lots, now and on any past day."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Case, Exists, F, Max, OuterRef, Q, QuerySet, Sum, When
from django.utils import timezone

from agreements.data import TurnoverRow
from agreements.models import (
    Agreement,
    AgreementChange,
    CallOff,
    CeilingBalance,
    CeilingEntry,
    Lot,
    MiniCompetition,
    NonConformity,
    PriceList,
)
from portal.accounts.actor import actor_of
from portal.law.frameworks.ceilings import WARNING, WATCH, WATCHED, Ceiling, Level

ZERO = Decimal("0.00")
LONGEST_KEY = 19  # digits: below what PostgreSQL keeps in a bigint
Sums = tuple[Decimal, Decimal]


@dataclass(frozen=True)
class BuyerBalance:
    """What a buyer has reserved and used, in a lot or outside of any; ex VAT in the agreement's currency."""

    buyer: str
    buyer_id: int
    lot_id: int | None
    reserved: Decimal
    used: Decimal


@dataclass(frozen=True)
class Watched:
    """An agreement, or a lot of it, of whose maximum 70 per cent or more is taken."""

    agreement: Agreement
    lot: Lot | None
    ceiling: Ceiling


@dataclass(frozen=True)
class Books:
    """What turnover is judged by: the agreement's lots, buyers, the call-offs that are named and what is reserved for
    each of them, and the ceilings (None is the whole agreement's), as they are ``today``."""

    agreement: Agreement
    lots: Mapping[int, Lot]
    buyers: Mapping[int, str]
    call_offs: Mapping[int, CallOff]
    reserved: Mapping[int, Decimal]
    ceilings: Mapping[int | None, Ceiling]
    today: date

    def completed(self, row: TurnoverRow) -> TurnoverRow:
        """The row with its lot, where its call-off tells it or the agreement has only one."""
        if row.lot_id is not None:
            return row
        if call_off := self.call_offs.get(row.call_off_id or 0):
            return replace(row, lot_id=call_off.lot_id)
        return replace(row, lot_id=next(iter(self.lots))) if len(self.lots) == 1 else row

    def freed(self, rows: Iterable[TurnoverRow]) -> Iterator[Decimal]:
        """What each row frees of its call-off, never more than the rows before it have left reserved."""
        left = dict(self.reserved)
        for row in rows:
            freed = min(row.amount, left.get(row.call_off_id or 0, ZERO))
            if freed:
                left[row.call_off_id or 0] -= freed
            yield freed

    def grown(self, rows: Iterable[TurnoverRow]) -> dict[int | None, Decimal]:
        """By how much rows make what is reserved and used grow, by lot."""
        rows = list(rows)
        grown: dict[int | None, Decimal] = defaultdict(Decimal)
        for row, freed in zip(rows, self.freed(rows), strict=True):
            grown[row.lot_id] += row.amount - freed
        return grown


def call_offs_numbered(agreement: Agreement, numbers: Iterable[str]) -> dict[str, int]:
    """The agreement's call-offs that go by these numbers, such as 2026-00012."""
    wanted = {number: number.partition("-")[2] for number in numbers}
    keys = [int(key) for key in wanted.values() if key.isascii() and key.isdecimal() and len(key) < LONGEST_KEY]
    found = CallOff.objects.filter(agreement=agreement).in_bulk(keys)
    by_number = {call_off.number: pk for pk, call_off in found.items()}
    return {number: by_number[number] for number in wanted if number in by_number}


def books_of(agreement: Agreement, rows: Iterable[TurnoverRow] = ()) -> Books:
    """The books of an agreement for rows of turnover. Reads the lots and buyers that ``facts.with_children`` fetched.

    Buyers are those named in the agreement, its owner, and whoever has called off under it.
    """
    named = {row.call_off_id for row in rows if row.call_off_id is not None}
    own = CallOff.objects.filter(agreement=agreement)
    buyers = dict(own.order_by().values_list("buyer_id", "buyer__name").distinct())
    if agreement.owner_id is not None:
        buyers[agreement.owner_id] = str(agreement.owner)
    buyers |= {buyer.organisation_id: str(buyer.organisation) for buyer in agreement.buyers.all()}
    return Books(
        agreement=agreement,
        lots={lot.pk: lot for lot in agreement.lots.all()},
        buyers=buyers,
        call_offs=own.in_bulk(named),
        reserved=dict(
            CeilingEntry.objects.filter(call_off__in=named)
            .order_by()
            .values_list("call_off_id")
            .annotate(Sum("reserved"))
        ),
        ceilings=ceilings_of_many([agreement])[agreement.pk],
        today=timezone.localdate(),
    )


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
        of_it: dict[int | None, Ceiling] = {
            None: _ceiling(agreement, agreement, *sums.get((agreement.pk, None), nothing))
        }
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


def lots_in_use(agreement: Agreement) -> dict[int, str]:
    """The lots that something points at, by id with their names: what was called off, invited for, bought or priced,
    what changed in them, and what failed."""
    pointing = (CallOff, CeilingEntry, MiniCompetition, PriceList, AgreementChange, NonConformity)
    used = reduce(or_, (Exists(model.objects.filter(lot=OuterRef("pk"))) for model in pointing))
    return {lot.pk: lot.number or str(lot.position) for lot in agreement.lots.filter(used)}


def buyer_balances(
    agreement: Agreement, buyers: Collection[int] | None = None, day: date | None = None
) -> list[BuyerBalance]:
    """What each buyer has reserved and used in each lot, most first; of some buyers only, where they are named."""
    rows: QuerySet[Any]
    if day is None:
        rows = CeilingBalance.objects.filter(agreement=agreement, is_whole=False, buyer__isnull=False)
        rows = rows.annotate(had=F("reserved"), bought=F("used"))
    else:
        rows = CeilingEntry.objects.filter(agreement=agreement, day__lte=day).order_by()
        rows = rows.values("buyer", "lot").annotate(had=Sum("reserved"), bought=Sum("used"))
    if buyers is not None:
        rows = rows.filter(buyer__in=buyers)
    found = rows.values_list("buyer__name", "buyer_id", "lot_id", "had", "bought")
    balances = (
        BuyerBalance(buyer, buyer_id, lot, max(reserved, ZERO), used) for buyer, buyer_id, lot, reserved, used in found
    )
    return sorted(balances, key=lambda one: (-(one.reserved + one.used), one.buyer, one.lot_id or 0))


def watched(day: date, among: Q | None = None) -> list[Watched]:
    """The agreements in force on a day, and their lots, of whose maximum 70 per cent or more is taken now; ``among``
    those of a condition, where one is given.

    In one query, the nearest to their maximum first; who is reminded of which level is for the caller.
    """
    rows = (
        watched_balances(day, among)
        .select_related("agreement__cooperation", "agreement__responsible", "lot")
        .order_by((F("taken") / F("maximum")).desc(), "agreement_id", "pk")
    )
    return [
        Watched(row.agreement, row.lot, _ceiling(row.agreement, row.lot or row.agreement, row.reserved, row.used))
        for row in rows
    ]


def watched_balances(day: date, among: Q | None = None) -> QuerySet:
    """The balances behind ``watched``."""
    in_force = Agreement.objects.in_force(day).filter(among or Q())
    return _watched_balances().filter(agreement__in=in_force, taken__gte=F("maximum") * WATCH)


def standing_at(levels: Iterable[Level], reader: Any) -> QuerySet:
    """The ids of the agreements whose nearest ceiling stands at one of the watched levels. How a lot stands is for
    those who see the sums of its ledger (``rules.ceilings.View``): members of the cooperation and the administrator."""
    actor = actor_of(reader)
    seen = Q() if actor.is_administrator else Q(is_whole=True) | Q(agreement__cooperation__in=actor.cooperations)
    level = Case(
        When(taken__gte=F("maximum"), then=WATCHED.index(Level.EXHAUSTED)),
        When(taken__gte=F("maximum") * WARNING, then=WATCHED.index(Level.WARNING)),
        default=WATCHED.index(Level.WATCH),
    )
    nearest = (
        _watched_balances()
        .filter(seen, taken__gte=F("maximum") * WATCH)
        .values("agreement")
        .annotate(nearest=Max(level))
    )
    return nearest.filter(nearest__in=[WATCHED.index(one) for one in levels]).values_list("agreement", flat=True)


def _watched_balances() -> QuerySet:
    """The balances of agreements and lots that PostgreSQL has marked as watched, so that the many others are not looked
    at, with their ``maximum`` and what is ``taken`` of it."""
    maximum = Case(When(is_whole=True, then="agreement__maximum_value"), default="lot__maximum_value")
    rows = CeilingBalance.objects.filter(is_watched=True, buyer=None)
    return rows.annotate(maximum=maximum, taken=F("reserved") + F("used"))


def _sums_now(agreements: Iterable[Agreement]) -> dict[tuple[int, int | None], Sums]:
    rows = CeilingBalance.objects.filter(agreement__in=[one.pk for one in agreements], buyer=None)
    return {
        (agreement, None if is_whole else lot): (reserved, used)
        for agreement, is_whole, lot, reserved, used in rows.values_list(
            "agreement_id", "is_whole", "lot_id", "reserved", "used"
        )
    }


def _sums_on(agreements: Iterable[Agreement], day: date) -> dict[tuple[int, int | None], Sums]:
    """The sums of what counts up to a day. What turnover freed of a call-off that was raised later may count before
    the raise: nothing is then reserved, not less than nothing."""
    rows = (
        CeilingEntry.objects.filter(agreement__in=[one.pk for one in agreements], day__lte=day)
        .order_by()
        .values_list("agreement_id", "lot_id")
        .annotate(Sum("reserved"), Sum("used"))
    )
    found: dict[tuple[int, int | None], Sums] = {}
    for agreement, lot, reserved, used in rows:
        for key in {(agreement, None), (agreement, lot)}:
            before = found.get(key, (ZERO, ZERO))
            found[key] = (before[0] + reserved, before[1] + used)
    return {key: (max(reserved, ZERO), used) for key, (reserved, used) in found.items()}
