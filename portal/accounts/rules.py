"""Who may invite people and look after their accounts."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor, Grant, Place, Role, roles_of
from portal.law.answers import Allowed, Answer, denied


def may_invite(actor: Actor) -> Answer:
    """Who may give accounts. Which role goes with one is asked where the role is given."""
    if actor.has(Role.ADMINISTRATOR, Role.MANAGER, Role.OFFICER, Role.CONTACT, Role.SUPPLIER):
        return Allowed()
    return denied(_("Accounts are given by the cooperation's office and by purchasing contacts."))


def may_manage(actor: Actor, person: Any) -> Answer:
    """The administrator looks after every account; the office, a purchasing contact and a supplier after those whose
    roles all lie with them. Nobody closes their own."""
    if actor.signed_in and actor.user.pk == person.pk:
        return denied(_("You cannot close your own account."))
    if actor.is_administrator:
        return Allowed()
    grants = roles_of(person)
    if grants and all(_looks_after(actor, grant) for grant in grants):
        return Allowed()
    return denied(_("This person has roles that others look after. Ask the administrator."))


def may_close_departed(actor: Actor, person: Any) -> Answer:
    """Somebody without any role has left: those who may give accounts close that one, too."""
    return may_manage(actor, person) if roles_of(person) else may_invite(actor)


def may_edit(actor: Actor, person: Any) -> Answer:
    """Everybody edits their own name and telephone, and whoever looks after the account."""
    if actor.signed_in and actor.user.pk == person.pk:
        return Allowed()
    return may_manage(actor, person)


def _looks_after(actor: Actor, grant: Grant) -> bool:
    if grant.role in (Role.MANAGER, Role.OFFICER):
        return actor.has(Role.MANAGER, cooperation=grant.cooperation)
    if grant.role == Role.ADMINISTRATOR:
        return False
    if grant.role == Role.SUPPLIER:
        return bool(actor.office) or grant.supplier in actor.suppliers
    if grant.role == Role.PURCHASER and grant.organisation in actor.places(Place.ORGANISATION, Role.CONTACT):
        return True
    return grant.cooperation in actor.office
