from portal.governance.models.decisions import Decision, DecisionCondition, MembershipDecision, Reservation
from portal.governance.models.meetings import AgendaItem, AgendaKind, Meeting, Paper

__all__ = [
    "AgendaItem",
    "AgendaKind",
    "Decision",
    "DecisionCondition",
    "Meeting",
    "MembershipDecision",
    "Paper",
    "Reservation",
]
