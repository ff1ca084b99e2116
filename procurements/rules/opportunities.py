"""Who sees what members could procure together, who weighs it, and who makes it a proposal."""

from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor, Place, Role
from portal.law.answers import Allowed, Answer, denied
from portal.law.opportunities import Standing
from procurements.rules.proposals import may_propose

READERS = (Role.MANAGER, Role.OFFICER, Role.WORKING_GROUP, Role.STEERING_GROUP, Role.CONTACT)

NOT_TO_READ = denied(
    _(
        "Opportunities are seen by the cooperation's office, its working group and steering group, and the members'"
        " purchasing contacts."
    )
)
NOT_TO_WEIGH = denied(_("The cooperation's office states how much each part of the score counts."))
PROPOSED_ALREADY = denied(_("This is proposed or planned already."))


def cooperations_of(actor: Actor) -> frozenset[int]:
    """The cooperations whose opportunities the actor sees."""
    return actor.places(Place.COOPERATION, *READERS)


def may_begin(actor: Actor) -> Answer:
    """Whether there is any cooperation whose opportunities the actor sees."""
    return Allowed() if cooperations_of(actor) else NOT_TO_READ


def may_read(actor: Actor, cooperation_id: int) -> Answer:
    return Allowed() if actor.is_administrator or cooperation_id in cooperations_of(actor) else NOT_TO_READ


def may_weigh(actor: Actor, cooperation_id: int) -> Answer:
    return Allowed() if cooperation_id in actor.office else NOT_TO_WEIGH


def may_take_up(actor: Actor, cooperation_id: int, standing: str) -> Answer:
    """Whoever may propose something makes an opportunity a proposal, once."""
    allowed = may_propose(actor, cooperation_id)
    if not allowed:
        return allowed
    return Allowed() if standing == Standing.NEW else PROPOSED_ALREADY
