"""Who holds workshops and types what members propose there."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from portal.law.answers import Allowed, Answer, denied

if TYPE_CHECKING:
    from procurements.models import Workshop

NOT_THE_OFFICE = denied(_("The cooperation's office holds its workshops and types what is proposed there."))
CLOSED = denied(_("The workshop's list is closed. Open it again to type more."))


def may_hold(actor: Actor, cooperation_id: int) -> Answer:
    """The office opens, names, closes and reopens workshops."""
    return Allowed() if cooperation_id in actor.office else NOT_THE_OFFICE


def may_begin(actor: Actor) -> Answer:
    """Whether there is any cooperation whose workshops the actor holds."""
    return Allowed() if actor.office else NOT_THE_OFFICE


def may_type(actor: Actor, workshop: "Workshop") -> Answer:
    """While the list is open."""
    allowed = may_hold(actor, workshop.cooperation_id)
    return CLOSED if allowed and not workshop.is_open else allowed
