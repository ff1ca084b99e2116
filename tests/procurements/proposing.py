"""Proposals as tests need them, without the way to them."""

from typing import Any

from portal.accounts.models import User
from portal.governance.models import Decision, Meeting
from portal.organisations.models import Cooperation
from procurements.models import Proposal
from procurements.states.proposals import DECIDED, ProposalState
from tests.factories import TODAY


def make_decision(cooperation: Cooperation) -> Decision:
    """A decision of a meeting held today."""
    meeting = Meeting.objects.create(cooperation=cooperation, title="Working group", held_on=TODAY)
    return Decision.objects.create(meeting=meeting, title="Decided", wording="So be it.", takes_effect_on=TODAY)


def make_proposal(
    cooperation: Cooperation, by: User, state: str = ProposalState.PROPOSED, title: str = "Canoes", **fields: Any
) -> Proposal:
    """A proposal in a state; one that is decided has its decision and reasons."""
    if state in DECIDED:
        fields = {"decision": fields.pop("decision", None) or make_decision(cooperation), "answer": "Why not", **fields}
    return Proposal.objects.create(cooperation=cooperation, proposed_by=by, state=state, title=title, **fields)
