"""How long the phases really took in a cooperation: the medians that its stated lead times are held against."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median

from django.utils import timezone

from agreements.models import Agreement
from agreements.states import AgreementStatus
from portal.law.planning import Phase, Step
from portal.organisations.models import Cooperation
from procurements.models import Procurement, StageEntry
from procurements.states.planning import PHASE_OF, USUAL
from procurements.states.stages import Stage

LAST = 20  # the last so many procurements of a procedure, and agreements of the register, are counted
#: What the portal does not record of tenders is read from the days last planned, once a procurement is completed.
_BY_PLAN = {
    Phase.TENDERING: (Step.NOTICE, Step.TENDERS_DUE),
    Phase.EVALUATION: (Step.TENDERS_DUE, Step.AWARD),
    Phase.AWARD: (Step.AWARD, Step.STARTS),
}


@dataclass(frozen=True)
class Took:
    """The median of so many cases, in calendar days."""

    days: int
    cases: int


def took(days: Iterable[int]) -> Took | None:
    known = list(days)
    return Took(round(median(known)), len(known)) if known else None


def phases_of(cooperation: Cooperation) -> dict[str, dict[Phase, Took]]:
    """What the phases took, by procedure: from the days on which procurements really entered their stages, and for
    what stands outside the portal from the last plan of the completed ones. In two queries."""
    entered: dict[int, list[StageEntry]] = {}
    for entry in StageEntry.objects.filter(procurement__cooperation=cooperation).order_by("procurement", "pk"):
        entered.setdefault(entry.procurement_id, []).append(entry)
    cases: dict[str, dict[Phase, list[int]]] = {}
    rows = Procurement.objects.filter(cooperation=cooperation).exclude(stage__in=(Stage.DRAFT, Stage.CANCELLED))
    for row in rows.order_by("-pk"):
        of_procedure = cases.setdefault(row.procedure or USUAL, {})
        really = dict(_really(entered.get(row.pk, [])))
        for phase, days in (dict(_by_plan(row)) | really).items():
            known = of_procedure.setdefault(phase, [])
            if len(known) < LAST:
                known.append(days)
    return {
        procedure: {phase: found for phase, days in phases.items() if (found := took(days))}
        for procedure, phases in cases.items()
    }


def _really(entries: list[StageEntry]) -> Iterator[tuple[Phase, int]]:
    """The phases that are over, counted from the first day in them to the first day in what came next; a stage that
    was gone back to counts from its first time."""
    first: dict[Phase, date] = {}
    for entry in entries:
        if phase := PHASE_OF.get(entry.stage):
            first.setdefault(phase, entry.entered_on)
    for (phase, begun), (_next, over) in pairwise((phase, first[phase]) for phase in Phase if phase in first):
        if over >= begun:
            yield phase, (over - begun).days


def _by_plan(row: Procurement) -> Iterator[tuple[Phase, int]]:
    if row.stage != Stage.COMPLETED:
        return
    for phase, (first, then) in _BY_PLAN.items():
        begun = row.published_on if first == Step.NOTICE and row.published_on else getattr(row, first.value)
        over = getattr(row, then.value)
        if begun and over:
            yield phase, (over - begun).days


def notice_to_start(cooperation: Cooperation) -> Took | None:
    """From the notice to the first day, in the last agreements of the register of which both days are known."""
    known = Agreement.objects.filter(
        cooperation=cooperation,
        announced_on__isnull=False,
        starts_on__isnull=False,
        starts_on__lte=timezone.localdate(),
    ).exclude(status=AgreementStatus.DRAFT)
    days = known.order_by("-starts_on", "-pk").values_list("announced_on", "starts_on")[:LAST]
    return took((starts - announced).days for announced, starts in days if starts >= announced)
