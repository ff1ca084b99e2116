"""A municipality's vote on a proposal."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import actor_of
from portal.law.answers import denied
from portal.workflow import audit
from portal.workflow.errors import Refused, ask
from procurements.models import Proposal, Vote
from procurements.proposals.electorate import Electorate
from procurements.rules import proposals as rules
from procurements.states.proposals import VoteValue

NO_VOTE = denied(
    _("Only the cooperation's municipalities vote, each once; its companies have no vote of their own."), "vote"
)
SAY_WHAT = denied(_("Vote for or against, or abstain."), "vote")


@transaction.atomic
def vote(*, by: Any, proposal_id: int, organisation_id: int, value: str) -> Vote:
    """Vote for a municipality, or change its vote; the proposal's history keeps who said what before.

    Raises ``Refused``: also after the meeting, and once the proposal is decided.
    """
    proposal = Proposal.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=proposal_id)
    today = timezone.localdate()
    ask(rules.may_vote(actor_of(by), proposal, organisation_id, today))
    if value not in VoteValue:
        raise Refused(SAY_WHAT)
    voters = Electorate(today).voters(proposal.cooperation_id)
    if organisation_id not in voters:
        raise Refused(NO_VOTE)
    before = Vote.objects.filter(proposal=proposal, organisation=organisation_id).first()
    said = {"value": value, "voted_by": by, "voted_at": timezone.now()}
    row, _created = Vote.objects.update_or_create(proposal=proposal, organisation_id=organisation_id, defaults=said)
    if before is None or before.value != value:
        changes = {"voter": (None, voters[organisation_id].name), "vote": (before.value if before else None, value)}
        audit.record("proposal.voted", proposal, by=by, changes=changes)
    return row
