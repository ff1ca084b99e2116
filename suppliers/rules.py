"""Who may do what with suppliers."""

from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor, Role
from portal.law.answers import Allowed, Answer, Denied, Reason

OFFICE_AND_CONTACTS = Denied(
    (Reason(_("Only a cooperation's office and the members' purchasing contacts may register suppliers.")),)
)
NUMBER_TAKEN = Denied(
    (Reason(_("A supplier with this registration number exists already."), field="registration_number"),)
)


def may_register(actor: Actor) -> Answer:
    """Whoever registers agreements also registers the suppliers in them."""
    return Allowed() if actor.office or actor.has(Role.CONTACT) else OFFICE_AND_CONTACTS
