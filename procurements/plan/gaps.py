"""Agreements that run out, and no procurement will have taken their place in time."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Prefetch, Q, QuerySet

from agreements.deadlines import succeeded
from agreements.facts import steps_of
from agreements.models import Agreement
from agreements.states import AgreementLevel
from portal.law.periods import add_months
from portal.law.planning import expected_start, latest_start
from procurements.models import LeadTime, Procurement
from procurements.plan.terms import Terms, lead_times
from procurements.rules.planning import plan_of
from procurements.states.planning import USUAL
from procurements.states.stages import Stage

AHEAD_MONTHS = 12  # a gap is told a year before the latest day to begin


@dataclass(frozen=True)
class Gap:
    """An agreement without a successor in time. ``last_day`` holds the options that are still open, ``begin_by`` is the
    latest day to begin a procurement that starts the day after; ``successor`` is one that is planned and will start
    too late, on ``starts``."""

    agreement: Agreement
    last_day: date
    begin_by: date
    procedure: str
    successor: Procurement | None = None
    starts: date | None = None

    @property
    def days_without(self) -> int:
        """How many days nothing will be in force, by the successor that is planned."""
        return (self.starts - self.last_day).days - 1 if self.starts else 0


def last_possible_day(agreement: Agreement) -> date:
    """The last day to call off if every open option is used. Reads the options that were fetched with it."""
    days = [day for _option, day in steps_of(agreement) if day is not None]
    return max([agreement.last_day, *days])


def gaps(cooperations: Collection[int], today: date, months: int = AHEAD_MONTHS) -> list[Gap]:
    """The gaps of the cooperations' regional agreements in force that have to be begun within so many months, the most
    urgent first; in a few queries."""
    return _gaps(Q(cooperation__in=cooperations), today, months)


def gaps_about(today: date, person: int, office: frozenset[int]) -> list[Gap]:
    """The gaps that a person has to do with: of the cooperations whose office the person works in, and of agreements
    that the person is responsible for."""
    return _gaps(about(person, office), today, AHEAD_MONTHS)


def about(person: int, office: frozenset[int]) -> Q:
    """The agreements that a person of some offices has to do with."""
    return Q(responsible=person) | Q(cooperation__in=office)


def without_successor(today: date) -> QuerySet[Agreement]:
    """The regional agreements in force of which the register knows none that comes after."""
    return Agreement.objects.in_force(today).filter(level=AgreementLevel.REGIONAL).exclude(succeeded())


def _gaps(among: Q, today: date, months: int) -> list[Gap]:
    terms = lead_times(LeadTime.objects.all())
    until = add_months(today, months)
    farthest = until + timedelta(days=max(one.longest for one in (Terms(), *terms.values())))
    planned = Procurement.objects.exclude(stage=Stage.CANCELLED).order_by("starts_on", "pk")
    ending = (
        without_successor(today)
        .filter(among, last_day__lte=farthest)
        .select_related("cooperation", "owner", "responsible")
        .prefetch_related("options", Prefetch("replaced_by", planned, to_attr="successors"))
    )
    found = (_gap(agreement, terms[agreement.cooperation_id], today) for agreement in ending)
    return sorted(
        (gap for gap in found if gap is not None and gap.begin_by <= until),
        key=lambda gap: (gap.begin_by, gap.agreement.pk),
    )


def _gap(agreement: Agreement, terms: Terms, today: date) -> Gap | None:
    last_day = last_possible_day(agreement)
    wanted = last_day + timedelta(days=1)
    first = None
    for successor in agreement.successors:
        starts = expected_start(plan_of(successor).days, terms.leads_of(successor.procedure), today)
        if starts <= wanted:
            return None
        if first is None or starts < first[1]:
            first = successor, starts
    procedure = (first[0].procedure if first else "") or USUAL
    begin_by = latest_start(wanted, terms.leads_of(procedure))
    return Gap(agreement, last_day, begin_by, procedure, *(first or ()))
