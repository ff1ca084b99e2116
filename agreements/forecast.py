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
from django.db.models import OuterRef, Subquery, Sum
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
#: What each of the latest full months took, by lot; None is the whole agreement.
Taken = dict[int | None, list[Decimal]]


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
    return forecasts_of_many({agreement.pk: ceilings}, day)[agreement.pk]


def forecasts_of_many(
    ceilings: Mapping[int, Mapping[int | None, Ceiling]], day: date
) -> dict[int, dict[int | None, Forecast]]:
    """The forecasts of the ceilings of many agreements, by id, in three queries however many they are."""
    in_use = [pk for pk, of_it in ceilings.items() if any(ceiling.taken for ceiling in of_it.values())]
    taken = _taken_before(in_use, day.replace(day=1)) if in_use else {}
    found = {}
    for pk, of_it in ceilings.items():
        months = taken.get(pk, {None: []})
        unused = [Decimal(0)] * len(months[None])
        found[pk] = {key: forecast(ceiling, months.get(key, unused), day) for key, ceiling in of_it.items()}
    return found


def _taken_before(agreements: Sequence[int], this_month: date) -> dict[int, Taken]:
    """What was taken of each lot, and in all (None), in the twelve full months before a month, or in all since the
    ledger's first entry: before it nobody knows what was bought.

    It is reckoned once for as long as a ledger stands: an entry more is another ledger, and none is ever changed.
    """
    stands = CeilingBalance.objects.filter(agreement__in=agreements, is_whole=True).values_list(
        "agreement_id", "entries", "reserved", "used"
    )
    ledgers = {agreement: "-".join(map(str, sums)) for agreement, *sums in stands}
    keys = {one: f"ceiling-months:{one}:{ledgers.get(one, '')}:{this_month}" for one in agreements}
    kept: dict[str, Taken] = cache.get_many(keys.values())
    missing = [agreement for agreement, key in keys.items() if key not in kept]
    if missing:
        reckoned = {keys[agreement]: taken for agreement, taken in _reckoned(missing, this_month).items()}
        cache.set_many(reckoned, KEPT)
        kept |= reckoned
    return {agreement: kept[key] for agreement, key in keys.items()}


def _reckoned(agreements: Sequence[int], this_month: date) -> dict[int, Taken]:
    first = CeilingEntry.objects.filter(agreement=OuterRef("pk")).order_by("day").values("day")[:1]
    known_from = Agreement.objects.filter(pk__in=agreements).annotate(first=Subquery(first)).order_by()
    year = [add_months(this_month, -back) for back in range(MONTHS, 0, -1)]
    found: dict[int, dict[int | None, dict[date, Decimal]]] = {}
    for agreement, begins in known_from.values_list("pk", "first"):
        months = [month for month in year if begins is not None and month >= begins.replace(day=1)]
        found[agreement] = {None: dict.fromkeys(months, Decimal(0))}
    rows = (
        CeilingEntry.objects.filter(agreement__in=agreements, day__gte=year[0], day__lt=this_month)
        .order_by()
        .values("agreement_id", "lot_id", month=TruncMonth("day"))
        .annotate(taken=Sum("reserved") + Sum("used"))
    )
    for row in rows:
        lots = found[row["agreement_id"]]
        for key in {None, row["lot_id"]}:
            of_it = lots.setdefault(key, dict.fromkeys(lots[None], Decimal(0)))
            of_it[row["month"]] += row["taken"]
    return {agreement: {key: list(of_it.values()) for key, of_it in lots.items()} for agreement, lots in found.items()}
