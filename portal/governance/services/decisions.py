"""Decisions: recording what a meeting decided, and correcting how it was recorded."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import actor_of
from portal.governance.models import Decision, Meeting
from portal.governance.services.meetings import facts
from portal.organisations import rules
from portal.workflow import audit
from portal.workflow.errors import ask, refused


@dataclass(frozen=True)
class DecisionData:
    """A decision as it was minuted. Votes are counted only where it was not unanimous."""

    title: str
    wording: str
    takes_effect_on: date
    case_number: str = ""
    is_unanimous: bool = True
    votes_for: int | None = None
    votes_against: int | None = None
    votes_abstained: int | None = None
    is_public: bool = False


DECISION_FIELDS = tuple(DecisionData.__dataclass_fields__)


@transaction.atomic
def record_decision(*, by: Any, meeting_id: int, data: DecisionData) -> Decision:
    """Record what a meeting decided."""
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting_id)
    ask(rules.may_coordinate(actor_of(by), meeting.cooperation_id))
    _ask_for_votes(data)
    decision = Decision.objects.create(meeting=meeting, **{field: getattr(data, field) for field in DECISION_FIELDS})
    audit.record("decision.recorded", meeting, by=by, changes={"decision": (None, decision.title)})
    return decision


@transaction.atomic
def correct_decision(*, by: Any, decision_id: int, data: DecisionData, reason: str) -> Decision:
    """Correct how a decision was recorded, and say why; its meeting's history keeps what stood there before."""
    decision = Decision.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=decision_id)
    ask(rules.may_coordinate(actor_of(by), decision.meeting.cooperation_id))
    _ask_for_votes(data)
    before = facts(decision, DECISION_FIELDS)
    for field in DECISION_FIELDS:
        setattr(decision, field, getattr(data, field))
    if changes := audit.differences(before, facts(decision, DECISION_FIELDS)):
        if not reason.strip():
            raise refused(_("Say why a recorded decision is corrected."), "reason")
        decision.save()
        audit.record("decision.corrected", decision.meeting, by=by, changes=changes, reason=reason)
    return decision


def _ask_for_votes(data: DecisionData) -> None:
    counted = data.votes_for is not None and data.votes_against is not None
    if data.is_unanimous and (data.votes_for is not None or data.votes_against is not None):
        raise refused(_("A unanimous decision has no votes to count."), "votes_for")
    if not data.is_unanimous and not counted:
        raise refused(_("Write the votes for and against."), "votes_for")
