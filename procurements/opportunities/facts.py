"""The facts behind opportunities: agreements that run out, what was procured in 2021, and what is planned already."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, Sum
from django.db.models.functions import Left

from agreements.facts import CLOSED
from agreements.models import Agreement, AgreementCpv, ExtensionOption
from agreements.states import AgreementKind, AgreementLevel, AgreementStatus, OptionState
from portal.law.opportunities import FRAMEWORK_MONTHS, Takeover, assumed_last_day, falls_within, takeover
from portal.law.periods import add_months, last_day_with_options
from portal.organisations.models import Cooperation, Membership
from portal.reference.models import Country, branch_of
from procurements.models import PastProcurement, Procurement, Proposal
from procurements.models.past import CURRENCY, LEAST_BELIEVED, MOST_BELIEVED
from procurements.states.opportunities import Depth, Source
from procurements.states.proposals import ProposalState
from procurements.states.stages import PREPARED, RUNNING

DAYS_IN_YEAR = Decimal("365.25")
YEARS_OF_FRAMEWORK = Decimal(FRAMEWORK_MONTHS) / 12
LONGEST_WINDOW = 120  # months


@dataclass(frozen=True)
class Asked:
    """Which opportunities are asked for: agreements that can end between so many months from today, in branches so
    deep, found in one source or both."""

    months_from: int = 6
    months_to: int = 36
    depth: Depth = Depth.GROUP
    source: Source = Source.BOTH

    def window(self, today: date) -> tuple[date, date]:
        return add_months(today, self.months_from), add_months(today, self.months_to)


class Ending(NamedTuple):
    """A local agreement that can end within the window. ``value`` is its estimated value ex VAT in the cooperation's
    currency, options included (2014/24/EU art. 5(1)), ``yearly`` that value spread over its whole term; None is
    unknown."""

    agreement: int
    owner: int
    last_day: date
    last_possible_day: date
    value: Decimal | None
    yearly: Decimal | None

    @property
    def takeover(self) -> Takeover:
        return takeover(self.last_day, self.last_possible_day)


class Bought(NamedTuple):
    """What a member procured on its own in 2021. ``last_day`` is assumed, for frameworks only; ``value`` is what was
    contracted, in SEK ex VAT; None is unknown."""

    past: int
    owner: int
    last_day: date | None
    value: Decimal | None
    yearly: Decimal | None


def members_of(cooperation: Cooperation, today: date) -> dict[int, str]:
    """The registration numbers of today's members by their ids; "" for those of whom there are no statistics."""
    rows = Membership.objects.on(today).filter(cooperation=cooperation).order_by("organisation")
    known = rows.values_list("organisation", "organisation__country", "organisation__registration_number")
    return {pk: number if country == Country.SWEDEN else "" for pk, country, number in known}


def endings(cooperation: Cooperation, asked: Asked, today: date, branch: str = "") -> Iterator[tuple[str, Ending]]:
    """The members' own agreements that can end within the window, with each branch in which they have a code; in two
    queries. What members buy together already is no opportunity, so regional agreements are left out."""
    first, last = asked.window(today)
    standing = Agreement.objects.filter(
        cooperation=cooperation, status=AgreementStatus.PUBLISHED, level=AgreementLevel.LOCAL, last_day__gte=today
    )
    months = _option_months(standing)
    can_last = Q(agreement__last_day__gte=first) | Exists(
        ExtensionOption.objects.filter(agreement=OuterRef("agreement"), state=OptionState.OPEN)
    )
    rows = (
        AgreementCpv.objects.filter(
            can_last,
            agreement__in=standing.filter(last_day__lte=last).values("pk"),
            agreement__owner__in=Membership.objects.on(today).filter(cooperation=cooperation).values("organisation"),
            cpv__code__startswith=branch,
        )
        .order_by()
        .values_list(
            Left("cpv_id", asked.depth.value),
            "agreement",
            "agreement__owner",
            "agreement__starts_on",
            "agreement__ends_on",
            "agreement__last_day",
            "agreement__estimated_value",
            "agreement__currency",
        )
    )
    told = set()  # an agreement of several codes in a branch counts once; the database would sort them all for that
    for code, pk, owner, starts_on, ends_on, last_day, value, currency in rows:
        if (code, pk) in told:
            continue
        told.add((code, pk))
        possible = max(last_day, _extended(starts_on, ends_on, months[pk])) if pk in months else last_day
        if not falls_within(takeover(last_day, possible), first, last):
            continue
        known = value if currency == cooperation.currency else None
        yield code, Ending(pk, owner, last_day, possible, known, _spread(known, starts_on, possible))


def _option_months(standing: object) -> dict[int, int]:
    """How many months the options add up to that were used or are open, by agreement, where one is open."""
    kept = ExtensionOption.objects.filter(agreement__in=standing).exclude(state__in=CLOSED).order_by()
    added = kept.values("agreement").annotate(
        whole=Sum("months"), still_open=Sum("months", filter=Q(state=OptionState.OPEN))
    )
    return dict(added.filter(still_open__gt=0).values_list("agreement", "whole"))


@lru_cache(maxsize=65536)
def _extended(starts_on: date, ends_on: date, months: int) -> date:
    return last_day_with_options(starts_on, ends_on, months)


def _spread(value: Decimal | None, starts_on: date, last_day: date) -> Decimal | None:
    if value is None:
        return None
    return value * DAYS_IN_YEAR / ((last_day - starts_on).days + 1)


def bought(
    cooperation: Cooperation, asked: Asked, numbers: dict[int, str], days_to_start: int, branch: str = ""
) -> Iterator[tuple[str, Bought]]:
    """What members procured separately in 2021, with its branch; in one query.

    Where agreements are asked for, too, those are left out that stand in the register as published agreements: they are
    told once, with the days that the register knows. ``days_to_start`` is how long it takes from notice to start.
    """
    owners = {number: pk for pk, number in numbers.items() if number}
    rows = PastProcurement.objects.separate(owners).filter(cpv__startswith=branch).exclude(cpv="")
    if asked.source == Source.BOTH:
        told = Agreement.objects.exclude(status=AgreementStatus.DRAFT).filter(
            cooperation=cooperation,
            source_key=OuterRef("source_id"),
            owner__registration_number=OuterRef("buyer_number"),
        )
        rows = rows.filter(~Exists(told))
    for pk, cpv, number, kind, advertised_on, stated in rows.order_by("pk").values_list(
        "pk", "cpv", "buyer_number", "kind", "advertised_on", "value"
    ):
        is_framework = kind == AgreementKind.FRAMEWORK
        value = believed(stated) if cooperation.currency == CURRENCY else None
        yield (
            cpv[: asked.depth.value],
            Bought(
                pk,
                owners[number],
                assumed_last_day(advertised_on, days_to_start) if is_framework else None,
                value,
                value / YEARS_OF_FRAMEWORK if is_framework and value is not None else None,
            ),
        )


def believed(value: Decimal | None) -> Decimal | None:
    """A value of the statistics; None for zero and for outliers, which nobody can have meant."""
    return value if value is not None and LEAST_BELIEVED <= value <= MOST_BELIEVED else None


class Planned:
    """What is planned or proposed already in a cooperation, by the branches that it touches; in three queries.

    A code touches the branches below and above it: what is planned for cleaning holds for the cleaning of offices, and
    the other way round. Drafts of procurements are the office's own and do not count.
    """

    def __init__(self, cooperation: Cooperation, depth: int) -> None:
        self.depth = depth
        self._procurements: dict[str, dict[int, Procurement]] = defaultdict(dict)
        self._proposals: dict[str, dict[int, Proposal]] = defaultdict(dict)
        stages = {*PREPARED, *RUNNING}
        planned = Procurement.objects.filter(cooperation=cooperation, stage__in=stages, planned_at__isnull=False)
        for row in planned.prefetch_related("cpvs").only("title", "stage").order_by("pk"):
            for cpv in row.cpvs.all():
                self._procurements[self._key(branch_of(cpv.pk))][row.pk] = row
        proposed = Proposal.objects.filter(cooperation=cooperation).exclude(cpv=None, branch="")
        for row in proposed.select_related("merged_into").order_by("pk"):
            stands = row.merged_into if row.state == ProposalState.MERGED else row
            self._proposals[self._key(row.branch or branch_of(row.cpv_id))][stands.pk] = stands

    def _key(self, code: str) -> str:
        return code[: self.depth]

    def _touching(self, rows: dict, branch: str) -> list:
        found = {}
        for digits in range(2, self.depth + 1):
            found |= rows.get(branch[:digits], {})
        return list(found.values())

    def procurements(self, branch: str) -> list[Procurement]:
        return self._touching(self._procurements, branch)

    def proposals(self, branch: str) -> list[Proposal]:
        return self._touching(self._proposals, branch)
