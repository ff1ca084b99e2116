"""Decisions: recording what a meeting decided, correcting how it was recorded, and making it public."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import actor_of
from portal.accounts.models import User
from portal.governance.effects import settled_by
from portal.governance.models import AgendaItem, Decision, DecisionCondition, Meeting, Reservation
from portal.governance.rules import decisions as rules
from portal.governance.services.meetings import facts
from portal.web import formats
from portal.workflow import audit
from portal.workflow.errors import ask, refused
from portal.workflow.versions import locked


@dataclass(frozen=True)
class ConditionData:
    """What a decision demands. ``id`` names one that was recorded before."""

    text: str
    due_on: date | None = None
    responsible: User | None = None
    id: int | None = None


@dataclass(frozen=True)
class ReservationData:
    """Somebody's reservation, in that person's words."""

    user: User
    text: str


@dataclass(frozen=True)
class DecisionData:
    """A decision as it was minuted. Votes are counted only where it was not unanimous.

    They are those on what was decided; with ``voted_before`` those that were given on a proposal before the meeting,
    which may have decided otherwise.
    """

    title: str
    wording: str
    takes_effect_on: date
    case_number: str = ""
    is_unanimous: bool = True
    votes_for: int | None = None
    votes_against: int | None = None
    votes_abstained: int | None = None
    is_public: bool = False
    reservations_public: bool = False
    item: AgendaItem | None = None
    replaces: Decision | None = None
    conditions: tuple[ConditionData, ...] = ()
    reservations: tuple[ReservationData, ...] = ()
    voted_before: bool = False


BESIDE = ("conditions", "reservations", "voted_before")
DECISION_FIELDS = tuple(name for name in DecisionData.__dataclass_fields__ if name not in BESIDE)


@transaction.atomic
def record_decision(*, by: Any, meeting_id: int, data: DecisionData) -> Decision:
    """Record what a meeting decided. Raises ``Refused`` before its day, and once its minutes are approved."""
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting_id)
    ask(rules.may_record(actor_of(by), meeting))
    ask(rules.is_open(meeting, timezone.localdate()))
    _ask_for_sense(meeting, data)
    decision = Decision.objects.create(meeting=meeting, **{field: getattr(data, field) for field in DECISION_FIELDS})
    _write_rows(decision, data)
    audit.record("decision.recorded", meeting, by=by, changes={"decision": (None, decision.title)})
    changes = {name: (None, value) for name, value in _facts(decision).items() if value not in (None, "", False)}
    audit.record("decision.recorded", decision, by=by, changes=changes)
    return decision


@transaction.atomic
def correct_decision(*, by: Any, decision_id: int, version: int, data: DecisionData, reason: str) -> Decision:
    """Correct how a decision was recorded, and say why; its history keeps what stood there before.

    Raises ``Refused`` once the minutes are approved, ``Conflict`` when somebody else corrected it meanwhile.
    """
    # Putting the minutes forward holds the meeting, too: nobody corrects what others are being asked to approve.
    meeting = Meeting.objects.select_for_update(of=("self",)).get(decisions=decision_id)
    decision = locked(Decision, decision_id, version)
    decision.meeting = meeting
    ask(rules.may_record(actor_of(by), decision.meeting))
    ask(rules.is_open(decision.meeting, timezone.localdate()))
    _ask_for_sense(decision.meeting, data, decision)
    _ask_for_day(by, decision, data.takes_effect_on)
    before = _facts(decision)
    for field in DECISION_FIELDS:
        setattr(decision, field, getattr(data, field))
    _write_rows(decision, data)
    if changes := audit.differences(before, _facts(decision)):
        if not reason.strip():
            raise refused(_("Say why a recorded decision is corrected."), "reason")
        decision.version += 1
        decision.save()
        audit.record("decision.corrected", decision, by=by, changes=changes, reason=reason)
    return decision


@transaction.atomic
def publish_decision(
    *, by: Any, decision_id: int, version: int, is_public: bool, reservations_public: bool
) -> Decision:
    """Say whether the public reads a decision, and whether it reads who had reservations. Raises ``Conflict``."""
    decision = locked(Decision, decision_id, version, "meeting")
    ask(rules.may_publish(actor_of(by), decision))
    if reservations_public and not is_public:
        raise refused(_("Reservations are public only where the decision is."), "reservations_public")
    fields = ("is_public", "reservations_public")
    before = facts(decision, fields)
    decision.is_public, decision.reservations_public = is_public, reservations_public
    if changes := audit.differences(before, facts(decision, fields)):
        decision.version += 1
        decision.save(update_fields=[*fields, "version"])
        audit.record("decision.published" if is_public else "decision.withheld", decision, by=by, changes=changes)
    return decision


def told(conditions: Iterable[Any]) -> str:
    """Conditions as the history writes them, one a line."""
    return "\n".join(
        " · ".join(str(part) for part in (row.text, row.responsible, formats.date(row.due_on)) if part)
        for row in conditions
    )


def _facts(decision: Decision) -> dict[str, Any]:
    reservations = decision.reservations.select_related("user")
    return facts(decision, DECISION_FIELDS) | {
        "conditions": told(decision.conditions.select_related("responsible")),
        "reservations": "\n".join(f"{row.user}: {row.text}" for row in reservations),
    }


def _write_rows(decision: Decision, data: DecisionData) -> None:
    """Write the conditions and reservations as they are told; what is not told any more goes."""
    kept = {row.pk: row for row in decision.conditions.all()}
    for told_of in data.conditions:
        row = kept.pop(told_of.id or 0, None) or DecisionCondition(decision=decision)
        row.text, row.due_on, row.responsible = told_of.text.strip(), told_of.due_on, told_of.responsible
        row.save()
    for row in kept.values():
        if row.met_on is not None:
            raise refused(_("A condition that is met already stays: %(condition)s"), "conditions", condition=row)
        row.delete()
    decision.reservations.all().delete()
    Reservation.objects.bulk_create(
        Reservation(decision=decision, user=row.user, text=row.text.strip()) for row in data.reservations
    )


def _ask_for_sense(meeting: Meeting, data: DecisionData, decision: Decision | None = None) -> None:
    _ask_for_votes(data, decision)
    _ask_for_own_parts(meeting, data, decision)
    known = {row.pk: row.responsible_id for row in decision.conditions.all()} if decision else {}
    for row in data.conditions:
        ask_for_colleague(meeting.cooperation_id, row.responsible, known.get(row.id or 0))
    if len({row.user.pk for row in data.reservations}) < len(data.reservations):
        raise refused(_("Write one reservation for each person."), "reservations")
    if data.reservations_public and not data.is_public:
        raise refused(_("Reservations are public only where the decision is."), "reservations_public")


def _ask_for_votes(data: DecisionData, decision: Decision | None) -> None:
    votes = (data.votes_for, data.votes_against, data.votes_abstained)
    if data.is_unanimous and any(number is not None for number in votes):
        raise refused(_("A unanimous decision has no votes to count."), "votes_for")
    if not data.is_unanimous and (data.votes_for is None or data.votes_against is None):
        raise refused(_("Write the votes for and against."), "votes_for")
    known = decision is not None and votes == (decision.votes_for, decision.votes_against, decision.votes_abstained)
    if data.voted_before or known:
        return
    if (data.votes_for or 0) < (data.votes_against or 0):  # equal votes are settled by the chair's
        raise refused(_("More voted against than for: write what was decided, and the votes for that."), "votes_for")


def _ask_for_day(by: Any, decision: Decision, day: date) -> None:
    """What a decision has set does not come to stand before the day on which it takes effect."""
    begun = [thing.valid_from for thing in settled_by(by, [decision])[decision.pk] if thing.valid_from]
    if begun and decision.takes_effect_on < day and min(begun) < day:
        raise refused(
            _("What it sets begins on %(day)s already: it cannot take effect after that."),
            "takes_effect_on",
            day=min(begun),
        )


def _ask_for_own_parts(meeting: Meeting, data: DecisionData, decision: Decision | None) -> None:
    """What it is about and what it replaces belong to the same meeting, and to the same cooperation."""
    if data.item is not None and data.item.meeting_id != meeting.pk:
        raise refused(_("That item stands on another meeting's agenda."), "item")
    former = data.replaces
    if former is None:
        return
    if former.meeting.cooperation_id != meeting.cooperation_id:
        raise refused(_("That decision belongs to another cooperation."), "replaces")
    if Decision.objects.filter(replaces=former).exclude(pk=decision.pk if decision else 0).exists():
        raise refused(_("Another decision has replaced that one already."), "replaces")
    if decision is not None and former.pk >= decision.pk:
        raise refused(_("A decision replaces one that was recorded before it."), "replaces")
    if data.takes_effect_on < former.takes_effect_on:
        raise refused(_("It cannot take effect before the decision that it replaces."), "takes_effect_on")


def ask_for_colleague(
    cooperation_id: int, person: User | None, before: int | None = None, field: str = "responsible"
) -> None:
    """Refuse to make somebody responsible who does not belong to the cooperation, unless that person was ``before``."""
    if person is None or person.pk == before:
        return
    actor = actor_of(person)
    if not actor.is_administrator and cooperation_id not in actor.cooperations:
        raise refused(_("%(name)s does not belong to this cooperation."), field, name=person)
