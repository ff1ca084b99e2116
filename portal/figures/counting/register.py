"""Counting the register: what is in force, when it runs out, whose it is, and what could be bought together."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.db.models import CharField, Count, Func, Q, QuerySet, Sum

from agreements.models import Agreement
from portal.law.periods import add_months
from portal.organisations.models import Cooperation, Membership, Organisation, OrganisationKind

HORIZONS = (3, 6, 12)
QUARTERS = 12
WINDOW_MONTHS = 12


@dataclass(frozen=True)
class Group:
    """In-force agreements that share an owner, a last day and, where asked, a category; with what is known of money."""

    owner: int
    last_day: date | None
    agreements: int
    estimated: Decimal
    estimated_known: int
    maximum: Decimal
    maximum_known: int
    category: str = ""


@dataclass
class Tally:
    """A sum over groups."""

    agreements: int = 0
    running_out: int = 0
    estimated: Decimal = Decimal(0)
    estimated_known: int = 0
    maximum: Decimal = Decimal(0)
    maximum_known: int = 0
    owners: set[int] = field(default_factory=set)

    def add(self, group: Group, horizon: date) -> None:
        self.agreements += group.agreements
        if group.last_day is not None and group.last_day <= horizon:
            self.running_out += group.agreements
        self.estimated += group.estimated
        self.estimated_known += group.estimated_known
        self.maximum += group.maximum
        self.maximum_known += group.maximum_known
        self.owners.add(group.owner)

    def plain(self) -> dict[str, Any]:
        return {
            "agreements": self.agreements,
            "running_out": self.running_out,
            "estimated": str(self.estimated),
            "estimated_known": self.estimated_known,
            "maximum": str(self.maximum),
            "maximum_known": self.maximum_known,
        }


def register(cooperation: Cooperation, day: date) -> dict[str, Any]:
    """The figures of the agreements that are in force on a day, in three aggregate queries and one for the owners."""
    in_force = Agreement.objects.filter(cooperation=cooperation).in_force(day)
    by_owner = list(_groups(in_force, cooperation.currency))
    with_category = in_force.annotate(category=Func("summary__divisions", function="unnest", output_field=CharField()))
    by_category = list(_groups(with_category, cooperation.currency, "category"))
    municipalities = set(
        Organisation.objects.filter(
            pk__in={group.owner for group in by_owner}, kind=OrganisationKind.MUNICIPALITY
        ).values_list("pk", flat=True)
    )
    year = add_months(day, 12)
    total = Tally()
    for group in by_owner:
        total.add(group, year)
    return {
        "day": day.isoformat(),
        "total": total.plain(),
        "doubts": in_force.aggregate(
            sample=Count("pk", filter=Q(is_sample=True)), assumed=Count("pk", filter=~Q(assumed=[]))
        ),
        "running_out": {str(months): _ending(by_owner, day, add_months(day, months)) for months in HORIZONS},
        "quarters": [
            [first.isoformat(), last.isoformat(), _ending(by_owner, first, last)] for first, last in quarters(day)
        ],
        "municipalities": _tallies(by_owner, "owner", year, lambda group: group.owner in municipalities),
        "categories": _tallies(by_category, "category", year),
        "candidates": list(_candidates(group for group in by_category if group.owner in municipalities)),
    }


def _groups(rows: QuerySet, currency: str, *also: str) -> Iterator[Group]:
    ours = Q(currency=currency)
    counted = (
        rows.order_by()
        .values_list("owner_id", "last_day", *also)
        .annotate(
            number=Count("pk"),
            estimated=Sum("estimated_value", filter=ours),
            estimated_known=Count("estimated_value", filter=ours),
            maximum=Sum("maximum_value", filter=ours),
            maximum_known=Count("maximum_value", filter=ours),
        )
    )
    for owner, last_day, *rest in counted:
        category = rest.pop(0) if also else ""
        number, estimated, estimated_known, maximum, maximum_known = rest
        yield Group(
            owner,
            last_day,
            number,
            estimated or Decimal(0),
            estimated_known,
            maximum or Decimal(0),
            maximum_known,
            category,
        )


def _ending(groups: Iterable[Group], first: date, last: date) -> int:
    return sum(group.agreements for group in groups if group.last_day is not None and first <= group.last_day <= last)


def _tallies(groups: Iterable[Group], key: str, horizon: date, wanted: Any = lambda group: True) -> list[Any]:
    """A tally per value of the key, the largest first."""
    found: dict[Any, Tally] = defaultdict(Tally)
    for group in groups:
        if wanted(group):
            found[getattr(group, key)].add(group, horizon)
    largest_first = sorted(found.items(), key=lambda item: (-item[1].agreements, item[0]))
    return [[value, tally.plain()] for value, tally in largest_first]


def quarters(day: date) -> list[tuple[date, date]]:
    """The quarters of the next three years, each with its first and last day; the first one begins today."""
    start = date(day.year, day.month - (day.month - 1) % 3, 1)
    firsts = [add_months(start, 3 * number) for number in range(QUARTERS + 1)]
    spans = [(first, date.fromordinal(after.toordinal() - 1)) for first, after in pairwise(firsts)]
    return [(day, spans[0][1]), *spans[1:]]


def _candidates(groups: Iterable[Group]) -> Iterator[dict[str, Any]]:
    """Per category the best window of a year in which agreements of two municipalities or more run out.

    A window begins on the last day of one of the agreements and holds all that end on that day or within the twelve
    months after it, of municipalities only. The best one has the most municipalities, then the most agreements, then
    begins first. Agreements until further notice end in no window.
    """
    by_category: dict[str, list[Group]] = defaultdict(list)
    for group in groups:
        if group.last_day is not None:
            by_category[group.category].append(group)
    for category, ending in sorted(by_category.items()):
        best = _best_window(sorted(ending, key=lambda group: (group.last_day, group.owner)))
        owners = {group.owner for group in best}
        if len(owners) < 2:
            continue
        tally = Tally()
        for group in best:
            tally.add(group, date.min)
        yield {
            "category": category,
            "first": best[0].last_day.isoformat(),
            "last": best[-1].last_day.isoformat(),
            "owners": sorted(owners),
            **tally.plain(),
        }


def _best_window(ending: list[Group]) -> list[Group]:
    """The best window over groups in order of last day, in one pass: its end only ever moves forward."""
    best, found = (0, 0), (0, 0)
    owners: Counter[int] = Counter()
    agreements = end = 0
    for begin, first in enumerate(ending):
        limit = add_months(first.last_day, WINDOW_MONTHS)
        while end < len(ending) and ending[end].last_day <= limit:
            owners[ending[end].owner] += 1
            agreements += ending[end].agreements
            end += 1
        if (len(owners), agreements) > best:
            best, found = (len(owners), agreements), (begin, end)
        owners[first.owner] -= 1
        if not owners[first.owner]:
            del owners[first.owner]
        agreements -= first.agreements
    return ending[found[0] : found[1]]


def member_municipalities(cooperation: Cooperation, day: date) -> int:
    """How many municipalities are members on a day; companies are not counted."""
    municipalities = Q(cooperation=cooperation, organisation__kind=OrganisationKind.MUNICIPALITY)
    return Membership.objects.on(day).filter(municipalities).count()
