"""Where a procurement stands: the way it has come, what is next, who must act, and its planned days beside the real
ones."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.actor import Role
from portal.law.answers import Answer
from portal.law.secrecy import Part
from portal.organisations.models import Appointment
from portal.organisations.periods import valid_on
from procurements.circles import Circle
from procurements.models import Participation, Procurement
from procurements.rules import requirements, steps
from procurements.rules.gates import gate
from procurements.stages.mending import mended_at
from procurements.states.participation import ParticipationState
from procurements.states.planning import PUBLIC_STEPS
from procurements.states.requirements import SpecificationState
from procurements.states.stages import ENDED, IN_ORDER, MACHINE, Stage
from procurements.wording import STEPS, step_of

#: The stages that a page draws; tenders, their evaluation and the award are recorded outside the portal.
WAY = tuple(stage for stage in IN_ORDER if stage not in (Stage.DRAFT, Stage.EVALUATION, Stage.AWARDED))

#: The planned day of each stage that has one.
PLANNED_ON = {
    Stage.PARTICIPATION: "participation_on",
    Stage.DIALOGUE: "dialogue_on",
    Stage.SPECIFICATION: "specification_on",
    Stage.PUBLISHED: "notice_on",
    Stage.AWARDED: "award_on",
    Stage.COMPLETED: "starts_on",
}

#: The steps forward from each stage; the first is the usual one. Those that are closed so far are not offered.
FORWARD = {
    Stage.DRAFT: ("planned",),
    Stage.PLANNED: ("participation_opened",),
    Stage.PARTICIPATION: ("dialogue_opened", "specification_opened"),
    Stage.DIALOGUE: ("specification_opened",),
    Stage.SPECIFICATION: ("made_ready",),
    Stage.READY: ("published",),
    Stage.PUBLISHED: ("completed",),
}
BACK = ("back_to_specification", "back_to_dialogue", "back_to_participation")

#: The stages of which everybody reads when they were entered.
_PUBLIC_STAGES = (Stage.PLANNED, Stage.PUBLISHED, Stage.COMPLETED)

#: Where what the notice will need is worth seeing before its gate is reached.
_EARLY = (Stage.PARTICIPATION, Stage.DIALOGUE)


class Passed(StrEnum):
    """How a stage stands to the present one."""

    DONE = "done"
    SKIPPED = "skipped"
    CURRENT = "current"
    NEXT = "next"
    COMING = "coming"
    STOPPED = "stopped"


@dataclass(frozen=True)
class Mark:
    """A stage on the way, the day on which it was entered last, and the day that was planned for it."""

    stage: Stage
    passed: Passed
    entered_on: date | None
    planned_on: date | None


@dataclass(frozen=True)
class Gap:
    """Something that is missing, why, and where it is mended."""

    text: str
    source: str
    url: str


@dataclass(frozen=True)
class Ahead:
    """A step that the office can take or see coming: whether its gate is open, and all that is missing."""

    label: str
    lead: str
    url: str
    gaps: tuple[Gap, ...]


@dataclass(frozen=True)
class ToAct:
    """Somebody who has something to do: for whom, what, where, and by when."""

    who: str
    what: str
    url: str = ""
    by: date | None = None
    of: str = ""


def way(procurement: Procurement, *, whole: bool = True) -> list[Mark]:
    """The stages in order, as far as they were entered, and those to come; the days of its preparation only where the
    reader sees the ``whole`` of it."""
    entered: dict[str, date] = {}
    for entry in procurement.entries.all():
        entered[entry.stage] = entry.entered_on
    if procurement.planned_at is not None:
        entered.setdefault(Stage.PLANNED, timezone.localdate(procurement.planned_at))
    if procurement.published_on is not None:
        entered[Stage.PUBLISHED] = procurement.published_on
    stages = _drawn(procurement)
    reached = _reached(procurement, entered)
    marks, is_next = [], procurement.stage != Stage.CANCELLED
    for stage in stages:
        place = IN_ORDER.index(stage)
        if place < reached:
            skipped = stage == Stage.DIALOGUE and stage not in entered
            passed = Passed.SKIPPED if skipped else Passed.DONE
        elif place == reached:
            passed = {Stage.CANCELLED: Passed.STOPPED, Stage.COMPLETED: Passed.DONE}.get(
                Stage(procurement.stage), Passed.CURRENT
            )
        else:
            passed, is_next = (Passed.NEXT, False) if is_next else (Passed.COMING, False)
        day = entered.get(stage) if passed not in (Passed.NEXT, Passed.COMING) else None
        planned = _planned(procurement, stage)
        if not whole:
            day = day if stage in _PUBLIC_STAGES else None
            planned = planned if PLANNED_ON.get(stage) in PUBLIC_STEPS else None
        marks.append(Mark(stage, passed, day, planned))
    return marks


def _drawn(procurement: Procurement) -> list[Stage]:
    """The stages of the way, and the present one where it is usually not drawn."""
    return [stage for stage in IN_ORDER if stage in WAY or stage == procurement.stage]


def _reached(procurement: Procurement, entered: dict[str, date]) -> int:
    """How far it has come; one that is cancelled, how far it had."""
    if procurement.stage != Stage.CANCELLED:
        return IN_ORDER.index(Stage(procurement.stage))
    return max((IN_ORDER.index(Stage(stage)) for stage in entered if stage != Stage.CANCELLED), default=-1)


def _planned(procurement: Procurement, stage: Stage) -> date | None:
    name = PLANNED_ON.get(stage)
    return getattr(procurement, name) if name else None


def next_step(procurement: Procurement) -> str:
    """What the usual step forward is called; '' where none is offered."""
    names = FORWARD.get(Stage(procurement.stage), ())
    return str(STEPS[names[0]].label) if names else ""


def ahead(actor: Any, procurement: Procurement) -> list[Ahead]:
    """The steps forward that the office has before it, the usual one first."""
    return [
        _ahead(name, procurement, steps.may_begin(actor, name, procurement))
        for name in FORWARD.get(Stage(procurement.stage), ())
    ]


def before_the_notice(procurement: Procurement) -> Ahead | None:
    """What the notice will need, while there is still time for it; None before and after."""
    if procurement.stage not in _EARLY:
        return None
    return _ahead("made_ready", procurement, gate("made_ready", procurement))


def _ahead(name: str, procurement: Procurement, answer: Answer) -> Ahead:
    step = step_of(name, procurement)
    url = reverse("procurement-step", args=[procurement.pk, step.slug])
    return Ahead(str(step.label), str(step.lead), url, gaps_of(procurement, answer))


def gaps_of(procurement: Procurement, answer: Answer) -> tuple[Gap, ...]:
    """All that a gate misses, each with the place where it is mended; nothing where it is open."""
    if answer:
        return ()
    return tuple(Gap(str(row), str(row.source or ""), mended_at(procurement, row)) for row in answer.reasons)


def aside(actor: Any, procurement: Procurement) -> list[tuple[Any, str]]:
    """The steps back and out, as links."""
    names = [name for name in (*BACK, "cancelled") if MACHINE.possible(name, procurement.stage)]
    return [
        (STEPS[name].label, reverse("procurement-step", args=[procurement.pk, STEPS[name].slug]))
        for name in names
        if steps.may_begin(actor, name, procurement)
    ]


def to_act(circle: Circle, procurement: Procurement) -> list[ToAct]:
    """Who must act now, by name, as far as the reader sees the part that it is about."""
    if procurement.stage in ENDED:
        return []
    found: list[ToAct] = []
    if circle.sees(Part.INVITED):
        found += _who_answer(procurement)
    if circle.sees(Part.DRAFTING):
        found += _who_approve(procurement)
    if circle.sees(Part.INVITED) and procurement.officer is not None:
        found.append(_the_officer(procurement, waiting=bool(found)))
    return found


def _who_answer(procurement: Procurement) -> Iterator[ToAct]:
    today = timezone.localdate()
    # Whoever let the last day pass can no longer answer: nobody waits for them.
    asked = Participation.objects.filter(procurement=procurement, state=ParticipationState.INVITED)
    found = asked.exclude(due_on__lt=today)
    waiting = list(found.select_related("organisation").order_by("due_on", "organisation__name"))
    people: dict[int, list[str]] = defaultdict(list)
    for appointment in Appointment.objects.filter(
        valid_on(today), role=Role.CONTACT, organisation__in=[row.organisation_id for row in waiting]
    ).select_related("user"):
        people[appointment.organisation_id].append(str(appointment.user))
    for row in waiting:
        yield ToAct(
            ", ".join(people[row.organisation_id]) or _("Nobody is appointed"),
            _("answers whether it takes part"),
            url=reverse("participation-list", args=[procurement.pk]),
            by=row.due_on,
            of=row.organisation.name,
        )


def _who_approve(procurement: Procurement) -> Iterator[ToAct]:
    specification = getattr(procurement, "specification", None)
    if specification is None or specification.state != SpecificationState.PUT_FORWARD:
        return
    latest = specification.revisions.filter(number=specification.revision).first()
    for row in requirements.standing_of(specification).seats:
        if row.approval is None:
            yield ToAct(
                str(row.seat.user),
                _("approves the specification or objects"),
                url=specification.get_absolute_url(),
                by=latest.due_on if latest else None,
                of=row.seat.organisation.name if row.seat.organisation else "",
            )


def _the_officer(procurement: Procurement, *, waiting: bool) -> ToAct:
    what = next_step(procurement)
    if waiting:
        what = _("%(step)s, when the others have answered") % {"step": what}
    return ToAct(str(procurement.officer), what, of=procurement.cooperation.name)


def days(procurement: Procurement, *, whole: bool = True) -> list[tuple[str, date | None, date | None]]:
    """The planned days in order, each with its label and the day on which it really was; those of its preparation only
    where the reader sees the ``whole`` of it."""
    entered = {row.stage: row.entered_on for row in procurement.entries.all()} if whole else {}
    real = {PLANNED_ON[stage]: entered.get(stage) for stage in PLANNED_ON if stage != Stage.COMPLETED}
    real |= {"notice_on": procurement.published_on}
    names = (
        "participation_on",
        "answers_due_on",
        "dialogue_on",
        "specification_on",
        "notice_on",
        "requests_due_on",
        "tenders_due_on",
        "award_on",
        "starts_on",
    )
    always = ("dialogue_on", "notice_on", "tenders_due_on", "award_on", "starts_on")
    found = []
    for name in names if whole else [step.value for step in PUBLIC_STEPS]:
        planned, really = getattr(procurement, name), real.get(name)
        if planned or really or name in always:
            found.append((str(procurement._meta.get_field(name).verbose_name), planned, really))
    return found
