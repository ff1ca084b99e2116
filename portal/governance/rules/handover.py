"""Who may hand over what somebody holds who leaves."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor, Role, roles_of
from portal.law.answers import Allowed, Answer, denied
from portal.organisations.rules import may_coordinate, may_lead

NOT_YOURSELF = denied(_("You cannot hand over what you hold yourself. Ask a colleague in the office."))
MANAGER_HANDS_OVER = denied(_("What people of the office hold is handed over by the regional manager."))
NOT_YOUR_PERSON = denied(
    _("The office hands over what people of its cooperation hold, a purchasing contact what the own purchasers hold.")
)


def may_begin(actor: Actor, cooperation_id: int) -> Answer:
    """Offices and purchasing contacts hand over."""
    if may_coordinate(actor, cooperation_id) or actor.has(Role.CONTACT, cooperation=cooperation_id):
        return Allowed()
    return NOT_YOUR_PERSON


def may_hand_over(actor: Actor, cooperation_id: int, person: Any) -> Answer:
    """Whether all that a person holds in a cooperation may be handed over: whoever gives the roles, ends them.

    The regional manager does so for the office, the office for everybody else, a purchasing contact for people who are
    purchasers of the own organisation and nothing more.
    """
    if actor.signed_in and actor.user.pk == person.pk:
        return NOT_YOURSELF
    grants = [grant for grant in roles_of(person) if grant.cooperation == cooperation_id]
    if any(grant.role in (Role.MANAGER, Role.OFFICER) for grant in grants):
        return Allowed() if may_lead(actor, cooperation_id) else MANAGER_HANDS_OVER
    if may_coordinate(actor, cooperation_id):
        return Allowed()
    own = grants and all(
        grant.role == Role.PURCHASER and actor.has(Role.CONTACT, organisation=grant.organisation) for grant in grants
    )
    return Allowed() if own else NOT_YOUR_PERSON
