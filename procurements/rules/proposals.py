"""Who proposes, who votes, and who records what the working group decided."""

from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor, Place, Role
from portal.law.answers import Allowed, Answer, denied
from portal.law.voting import may_vote_on
from portal.workflow.transitions import WRONG_STATUS
from procurements.states.proposals import PROPOSAL, ProposalState
from procurements.states.stages import Stage

if TYPE_CHECKING:
    from procurements.models import Proposal

#: Who votes for a municipality: whoever sits in the working group for it, or is its purchasing contact.
VOTERS = (Role.WORKING_GROUP, Role.CONTACT)

MEMBERS_ONLY = denied(_("Proposals are seen by those who belong to a cooperation."))
NOT_TO_PROPOSE = denied(
    _("Proposals are made by the working group, the members' purchasing contacts and the cooperation's office.")
)
NOT_FOR_THEM = denied(_("You propose for your own organisation, or for all members."), "organisation")
NOT_TO_EDIT = denied(_("A proposal is changed by whoever made it, the working group or the cooperation's office."))
NOT_TO_WEIGH = denied(_("Effort, priority and benefit are stated by the working group and the cooperation's office."))
NOT_TO_COMMENT = denied(_("Only those who belong to the cooperation comment on its proposals."))
NO_VOTE = denied(
    _("You vote for municipalities whose seat in the working group or purchasing contact you are."), "vote"
)
NOT_THE_GROUP = denied(_("Only the working group and the cooperation's office may do this."))
NOT_THE_OFFICE = denied(_("The cooperation's office records what the working group decided."))
DECIDED_ALREADY = denied(_("The proposal has been decided, or has become part of another."), "vote")
ITSELF = denied(_("A proposal is not merged into itself."), "into")
ELSEWHERE = denied(_("That proposal belongs to another cooperation."), "into")
MERGED_AWAY = denied(_("That proposal has itself been merged into another."), "into")
BEING_PROCURED = denied(_("It is being procured. Cancel the procurement first."))


def cooperations_of(actor: Actor) -> frozenset[int]:
    """The cooperations to which the actor may propose something."""
    return actor.office | actor.places(Place.COOPERATION, *VOTERS)


def may_read(actor: Actor) -> Answer:
    """Whether there is any cooperation whose proposals the actor sees."""
    return Allowed() if actor.is_administrator or actor.cooperations else MEMBERS_ONLY


def may_begin(actor: Actor) -> Answer:
    """Whether there is any cooperation to which the actor may propose something."""
    return Allowed() if cooperations_of(actor) else NOT_TO_PROPOSE


def may_propose(actor: Actor, cooperation_id: int, organisation_id: int | None = None) -> Answer:
    """The office proposes for any member, others for their own organisation; everybody for all members."""
    if cooperation_id not in cooperations_of(actor):
        return NOT_TO_PROPOSE
    if organisation_id is None or cooperation_id in actor.office:
        return Allowed()
    return Allowed() if organisation_id in actor.places(Place.ORGANISATION, *VOTERS) else NOT_FOR_THEM


def is_of_group(actor: Actor, cooperation_id: int) -> bool:
    """Whether the actor sits in the working group or works in the office."""
    return cooperation_id in actor.office or actor.has(Role.WORKING_GROUP, cooperation=cooperation_id)


def may_weigh(actor: Actor, cooperation_id: int) -> Answer:
    """The working group and the office state effort, priority and benefit."""
    return Allowed() if is_of_group(actor, cooperation_id) else NOT_TO_WEIGH


def may_edit(actor: Actor, proposal: "Proposal") -> Answer:
    """Until it is decided."""
    is_own = proposal.proposed_by_id == actor.user.pk and proposal.cooperation_id in actor.cooperations
    if not is_own and not is_of_group(actor, proposal.cooperation_id):
        return NOT_TO_EDIT
    return Allowed() if proposal.state == ProposalState.PROPOSED else WRONG_STATUS


def may_comment(actor: Actor, proposal: "Proposal") -> Answer:
    """Whoever belongs to the cooperation."""
    return Allowed() if proposal.cooperation_id in actor.cooperations else NOT_TO_COMMENT


def votes_for(actor: Actor, cooperation_id: int) -> frozenset[int]:
    """The organisations for which the actor votes in a cooperation, if they have a vote there."""
    return frozenset(
        grant.organisation
        for grant in actor.grants
        if grant.role in VOTERS and grant.cooperation == cooperation_id and grant.organisation is not None
    )


def all_votes_of(actor: Actor) -> frozenset[int]:
    """The organisations for which the actor votes in whatever cooperation."""
    return actor.places(Place.ORGANISATION, *VOTERS)


def may_vote(actor: Actor, proposal: "Proposal", organisation_id: int, day: date) -> Answer:
    """For a municipality that the actor represents, until the meeting."""
    if organisation_id not in votes_for(actor, proposal.cooperation_id):
        return NO_VOTE
    return vote_is_open(proposal, day)


def vote_is_open(proposal: "Proposal", day: date) -> Answer:
    """Until the proposal is decided, and no longer than the day of the meeting."""
    if proposal.state != ProposalState.PROPOSED:
        return DECIDED_ALREADY
    return may_vote_on(day, proposal.meeting.held_on if proposal.meeting else None)


def may_gather(actor: Actor, proposal: "Proposal") -> Answer:
    """The working group and the office say which needs and proposals are one."""
    if not is_of_group(actor, proposal.cooperation_id):
        return NOT_THE_GROUP
    return Allowed() if proposal.state != ProposalState.MERGED else WRONG_STATUS


def may_merge(actor: Actor, proposal: "Proposal") -> Answer:
    """One that awaits the working group goes into another."""
    if not is_of_group(actor, proposal.cooperation_id):
        return NOT_THE_GROUP
    return Allowed() if PROPOSAL.possible("merged", proposal.state) else WRONG_STATUS


def may_merge_into(actor: Actor, proposal: "Proposal", into: "Proposal") -> Answer:
    """The other one belongs to the same cooperation and stands for itself."""
    if proposal.pk == into.pk:
        return ITSELF
    if proposal.cooperation_id != into.cooperation_id:
        return ELSEWHERE
    if into.state == ProposalState.MERGED:
        return MERGED_AWAY
    return may_merge(actor, proposal)


def may_record(actor: Actor, cooperation_id: int) -> Answer:
    """The office puts proposals on a meeting and records what became of them."""
    return Allowed() if cooperation_id in actor.office else NOT_THE_OFFICE


def may_decide(actor: Actor, proposal: "Proposal") -> Answer:
    """What awaits the working group."""
    allowed = may_record(actor, proposal.cooperation_id)
    return WRONG_STATUS if allowed and proposal.state != ProposalState.PROPOSED else allowed


def may_take_up(actor: Actor, proposal: "Proposal") -> Answer:
    """The working group and the office open anew what was decided or merged; not what is being procured."""
    if not is_of_group(actor, proposal.cooperation_id):
        return NOT_THE_GROUP
    if not PROPOSAL.possible("taken_up", proposal.state):
        return WRONG_STATUS
    if proposal.procurement is not None and proposal.procurement.stage != Stage.CANCELLED:
        return BEING_PROCURED
    return Allowed()
