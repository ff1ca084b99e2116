"""Who may do what with suppliers."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor, Role
from portal.law.answers import Allowed, Answer, denied
from portal.law.numbers import MASKED, format_number, masked

if TYPE_CHECKING:
    from suppliers.models import Supplier

#: What a supplier keeps of itself, and what the office keeps of every supplier.
OWN_FIELDS = ("size", "municipality", "email", "phone", "website")
OFFICE_FIELDS = ("name", "country", "registration_number", "is_sole_trader", *OWN_FIELDS)

OFFICE_OR_ITSELF = denied(_("Only a cooperation's office and the supplier itself may do this."))
OFFICE = denied(_("Only a cooperation's office may do this."))
OFFICE_AND_CONTACTS = denied(
    _("Only a cooperation's office and the members' purchasing contacts may register suppliers.")
)
NUMBER_TAKEN = denied(_("A supplier with this registration number exists already."), "registration_number")


def may_register(actor: Actor) -> Answer:
    """Whoever registers agreements also registers the suppliers in them."""
    return Allowed() if actor.office or actor.has(Role.CONTACT) else OFFICE_AND_CONTACTS


def may_list(actor: Actor) -> bool:
    """The cooperations' own people see all suppliers; a supplier sees itself only."""
    return actor.is_administrator or bool(actor.cooperations)


def may_edit(actor: Actor, supplier: "Supplier") -> Answer:
    """The office edits everything, a supplier its own addresses and contacts."""
    return Allowed() if editable(actor, supplier) else OFFICE_OR_ITSELF


def may_speak_for(actor: Actor, supplier: "Supplier") -> Answer:
    """Choosing the branches, inviting colleagues: the supplier itself, and the office for it."""
    return may_edit(actor, supplier)


def may_decide(actor: Actor) -> Answer:
    """Requests to act for a company are decided by an office."""
    return Allowed() if actor.office else OFFICE


def editable(actor: Actor, supplier: "Supplier") -> tuple[str, ...]:
    """The fields that the actor may change. Name and number are what agreements were signed with: the office's."""
    if actor.office:
        return OFFICE_FIELDS
    return OWN_FIELDS if supplier.pk in actor.suppliers else ()


def number_shown(actor: Actor, supplier: "Supplier") -> str:
    """The registration number; a sole trader's is a personal number, and hidden from all but the office and itself
    (rule 15)."""
    if actor.office or supplier.pk in actor.suppliers:
        return format_number(supplier.country, supplier.registration_number)
    return public_number(supplier)


def public_number(supplier: "Supplier") -> str:
    """The registration number as anybody may see it: a sole trader's is hidden whole."""
    if supplier.is_sole_trader and supplier.registration_number:
        return MASKED
    return masked(supplier.country, supplier.registration_number)
