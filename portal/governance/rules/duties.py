"""Who may keep the duties of a cooperation, and say who holds them."""

from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor, Place, Role
from portal.law.answers import Allowed, Answer, denied
from portal.organisations.rules import may_coordinate

NOT_YOUR_MEMBER = denied(
    _("Only the cooperation's office and the member's own purchasing contact say who holds its duties.")
)


def may_keep(actor: Actor, cooperation_id: int) -> Answer:
    """The office takes duties up, words them and gives them up."""
    return may_coordinate(actor, cooperation_id)


def may_assign(actor: Actor, cooperation_id: int, organisation_id: int | None) -> Answer:
    """The office says who holds any duty; a purchasing contact who holds the local ones of the own organisation."""
    office = may_coordinate(actor, cooperation_id)
    if office or organisation_id is None:
        return office
    own = actor.has(Role.CONTACT, cooperation=cooperation_id, organisation=organisation_id)
    return Allowed() if own else NOT_YOUR_MEMBER


def assigns_for(actor: Actor) -> frozenset[int]:
    """The organisations whose purchasing contact the actor is."""
    return actor.places(Place.ORGANISATION, Role.CONTACT)
