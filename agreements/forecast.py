"""When a ceiling runs out, if buying goes on as it did: reckoned from the ledger, with how sure that is.

The pace is the mean of what was taken (reserved and used, less what was released) in each of the last twelve full
months; the interval is that mean give or take twice its standard error, which follows from how much the months differ.
All of it is ``Decimal``, so that the same entries always give the same days.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from django.core.cache import cache
from django.db.models import Min, Sum
from django.db.models.functions import TruncMonth

from agreements.models import Agreement, CeilingBalance, CeilingEntry
from portal.law.frameworks.ceilings import Ceiling
from portal.law.periods import add_months

MONTHS = 12
FEWEST_MONTHS = 3
DAYS_IN_MONTH = Decimal("30.4375")  # 365.25 / 12
KEPT = 24 * 60 * 60  # seconds
FURTHEST = 100 * 365  # days: beyond, nobody means anything by a date
ORE = Decimal("0.01")


class Outlook(StrEnum):
    """What can be said of the day on which a ceiling runs out."""

    NO_MAXIMUM = "no_maximum"
    TOO_LITTLE_KNOWN = "too_little_known"
    NOTHING_TAKEN = "nothing_taken"
    EXHAUSTED = "exhausted"
    RUNS_OUT = "runs_out"


@dataclass(frozen=True)
class Forecast:
    """The day on which a ceiling runs out, ``expected``, between ``earliest`` and ``latest``; a day is None when it
    lies further off than a hundred years, or never comes at that pace.

    ``pace`` is taken a month, between ``slowest`` and ``fastest``, ex VAT; ``months`` is how many it is the mean of.
    """

    outlook: Outlook
    months: int = 0
    pace: Decimal = Decimal(0)
    slowest: Decimal = Decimal(0)
    fastest: Decimal = Decimal(0)
    expected: date | None = None
    earliest: date | None = None
    latest: date | None = None


def forecast(ceiling: Ceiling, taken: Sequence[Decimal], day: date) -> Forecast:
    """When a ceiling runs out, seen from ``day``; ``taken`` is what each of the latest full months took of it, twelve
    at most, those without any included."""
    if ceiling.left is None:
        return Forecast(Outlook.NO_MAXIMUM)
    if ceiling.left <= 0:
        return Forecast(Outlook.EXHAUSTED)
    if len(taken) < FEWEST_MONTHS:
        return Forecast(Outlook.TOO_LITTLE_KNOWN, months=len(taken))
    months = len(taken)
    mean = sum(taken) / Decimal(months)
    if mean <= 0:
        return Forecast(Outlook.NOTHING_TAKEN, months=months)
    variance = sum((month - mean) ** 2 for month in taken) / Decimal(months - 1)
    margin = 2 * (variance / months).sqrt()
    slowest, fastest = max(mean - margin, Decimal(0)), mean + margin
    return Forecast(
        Outlook.RUNS_OUT,
        months=months,
        pace=mean.quantize(ORE),
        slowest=slowest.quantize(ORE),
        fastest=fastest.quantize(ORE),
        expected=_reached(ceiling.left, mean, day),
        earliest=_reached(ceiling.left, fastest, day),
        latest=_reached(ceiling.left, slowest, day),
    )


def _reached(left: Decimal, pace: Decimal, day: date) -> date | None:
    """The day on which so much is taken at a pace a month."""
    if pace <= 0:
        return None
    days = int(left / pace * DAYS_IN_MONTH)
    return day + timedelta(days=days) if days <= FURTHEST else None


def forecasts(agreement: Agreement, ceilings: Mapping[int | None, Ceiling], day: date) -> dict[int | None, Forecast]:
    """The forecast of the agreement's ceiling (None) and of each lot's, seen from a day; asks nothing where nothing has
    been taken."""
    taken: dict[int | None, list[Decimal]] = {None: []}
    if any(ceiling.taken for ceiling in ceilings.values()):
        taken = _taken_before(agreement, day.replace(day=1))
    unused = [Decimal(0)] * len(taken[None])
    return {key: forecast(ceiling, taken.get(key, unused), day) for key, ceiling in ceilings.items()}


def _taken_before(agreement: Agreement, this_month: date) -> dict[int | None, list[Decimal]]:
    """What was taken of each lot, and in all (None), in the twelve full months before a month, or in all since the
    ledger's first entry: before it nobody knows what was bought.

    It is reckoned once for as long as the ledger stands: an entry more is another ledger, and none is ever changed.
    """
    stands = CeilingBalance.objects.filter(agreement=agreement, is_whole=True).values_list(
        "entries", "reserved", "used"
    )
    key = f"ceiling-months:{agreement.pk}:{'-'.join(str(part) for row in stands for part in row)}:{this_month}"
    kept: dict[int | None, list[Decimal]] | None = cache.get(key)
    if kept is None:
        kept = _reckoned(agreement, this_month)
        cache.set(key, kept, KEPT)
    return kept


def _reckoned(agreement: Agreement, this_month: date) -> dict[int | None, list[Decimal]]:
    entries = CeilingEntry.objects.filter(agreement=agreement).order_by()
    known_from = entries.aggregate(first=Min("day"))["first"]
    months = [add_months(this_month, -back) for back in range(MONTHS, 0, -1)]
    months = [month for month in months if known_from is not None and month >= known_from.replace(day=1)]
    found: dict[int | None, dict[date, Decimal]] = {None: dict.fromkeys(months, Decimal(0))}
    if months:
        rows = (
            entries.filter(day__gte=months[0], day__lt=this_month)
            .values("lot_id", month=TruncMonth("day"))
            .annotate(taken=Sum("reserved") + Sum("used"))
        )
        for row in rows:
            for key in {None, row["lot_id"]}:
                of_it = found.setdefault(key, dict.fromkeys(months, Decimal(0)))
                of_it[row["month"]] += row["taken"]
    return {key: list(of_it.values()) for key, of_it in found.items()}
