"""Who records decisions, until when they can be corrected, and who follows up what they demand."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from portal.governance.models import Decision, DecisionCondition, Meeting
from portal.governance.rules import meetings
from portal.law.answers import Allowed, Answer, denied
from portal.organisations.rules import may_coordinate

TO_COME = denied(_("The meeting has not been held yet: it has decided nothing."))
NOT_YOURS = denied(_("Only the person who is responsible for the condition and the cooperation's office may do this."))
MET_ALREADY = denied(_("The condition is met already."))
NOT_MET = denied(_("The condition has not been met."))


def may_record(actor: Actor, meeting: Meeting) -> Answer:
    """Whoever prepares and minutes a meeting records what it decided."""
    return meetings.may_prepare(actor, meeting)


def is_open(meeting: Meeting, today: date) -> Answer:
    """Whether what the meeting decided can be recorded and corrected: from its day until its minutes are put forward
    to be approved. Then the decision stands as it was written; what is decided otherwise is a new decision."""
    unlocked = meetings.is_unlocked(meeting)
    return unlocked and (Allowed() if meeting.held_on <= today else TO_COME)


def may_publish(actor: Actor, decision: Decision) -> Answer:
    """The office says whether a decision is public, also after the minutes are approved."""
    return may_coordinate(actor, decision.meeting.cooperation_id)


def may_meet(actor: Actor, condition: DecisionCondition) -> Answer:
    """Whoever is responsible for a condition says that it is met, and so does the office."""
    if actor.signed_in and condition.responsible_id == actor.user.pk:
        return Allowed()
    return Allowed() if may_coordinate(actor, condition.decision.meeting.cooperation_id) else NOT_YOURS


def may_arrange(actor: Actor, condition: DecisionCondition) -> Answer:
    """The office says who is responsible for a condition and by when, and reopens one that was not met after all."""
    return may_coordinate(actor, condition.decision.meeting.cooperation_id)
