"""Who may look after organisations, cooperations, groups and roles."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor, Place, Role
from portal.law.answers import Allowed, Answer, denied
from portal.organisations.grants import SEAT_ROLES
from portal.organisations.models import APPOINTED_TO_OFFICE, APPOINTED_TO_ORGANISATION, Membership, Organisation

OFFICE_ONLY = denied(_("Only the cooperation's office may do this."))
MANAGER_ONLY = denied(_("Only the regional manager and the administrator may do this."))
ADMINISTRATOR_ONLY = denied(_("Only the administrator may do this."))
NOT_YOUR_ORGANISATION = denied(
    _("Only the cooperation's office and the organisation's own purchasing contact may do this.")
)
NOT_YOURS_TO_GIVE = denied(_("You may not give this role there."), "role")

KEEPERS_ONLY = denied(_("Only offices, purchasing contacts and the administrator see the list of people."))


def may_list_people(actor: Actor) -> Answer:
    """The list of people, with their addresses, is for those who look after people; others meet them one by one."""
    keeps = actor.has(Role.ADMINISTRATOR, Role.MANAGER, Role.OFFICER, Role.CONTACT)
    return Allowed() if keeps else KEEPERS_ONLY


def may_found(actor: Actor) -> Answer:
    """The administrator founds cooperations."""
    return Allowed() if actor.is_administrator else ADMINISTRATOR_ONLY


def may_lead(actor: Actor, cooperation_id: int) -> Answer:
    """The regional manager edits the cooperation itself, as does the administrator."""
    if actor.is_administrator or actor.has(Role.MANAGER, cooperation=cooperation_id):
        return Allowed()
    return MANAGER_ONLY


def may_coordinate(actor: Actor, cooperation_id: int) -> Answer:
    """The office keeps members, groups, meetings and decisions, as does the administrator."""
    return Allowed() if actor.is_administrator or cooperation_id in actor.office else OFFICE_ONLY


def may_register(actor: Actor) -> Answer:
    """Any cooperation's office registers organisations."""
    return Allowed() if actor.is_administrator or actor.office else OFFICE_ONLY


def may_edit(actor: Actor, organisation: Organisation) -> Answer:
    """An organisation is edited by its own purchasing contact and by the office of a cooperation that it belongs to;
    one that belongs to none, by any office."""
    if actor.is_administrator or actor.has(Role.CONTACT, organisation=organisation.pk):
        return Allowed()
    homes = set(organisation.memberships.values_list("cooperation_id", flat=True))
    return Allowed() if actor.office and (not homes or homes & actor.office) else NOT_YOUR_ORGANISATION


def may_give(
    actor: Actor, role: str, *, day: date, cooperation_id: int | None = None, organisation_id: int | None = None
) -> Answer:
    """Who gives which role where.

    The administrator gives every role. A regional manager gives the roles of the own office; the office those of
    members' contacts and purchasers and the seats in its groups; a purchasing contact makes purchasers of the own
    organisation.
    """
    if actor.is_administrator:
        return Allowed()
    if role in APPOINTED_TO_OFFICE:
        return Allowed() if actor.has(Role.MANAGER, cooperation=cooperation_id) else NOT_YOURS_TO_GIVE
    if role in SEAT_ROLES.values():
        return Allowed() if cooperation_id in actor.office else NOT_YOURS_TO_GIVE
    if role in APPOINTED_TO_ORGANISATION:
        if role == Role.PURCHASER and organisation_id in actor.places(Place.ORGANISATION, Role.CONTACT):
            return Allowed()
        members = Membership.objects.on(day).filter(cooperation__in=actor.office, organisation=organisation_id)
        if actor.office and members.exists():
            return Allowed()
    return NOT_YOURS_TO_GIVE


def may_end(actor: Actor, held: Any, *, day: date) -> Answer:
    """Whoever gives a role may end it; nobody ends their own last administrator's."""
    if held.role == Role.ADMINISTRATOR and actor.signed_in and held.user_id == actor.user.pk:
        return denied(_("An administrator's role is ended by another administrator."))
    return may_give(actor, held.role, day=day, cooperation_id=held.cooperation_id, organisation_id=held.organisation_id)


def roles_to_give(actor: Actor) -> tuple[str, ...]:
    """The roles that the actor may give somewhere."""
    seats = tuple(SEAT_ROLES.values())
    if actor.is_administrator:
        return (*APPOINTED_TO_OFFICE, *APPOINTED_TO_ORGANISATION, *seats, Role.ADMINISTRATOR)
    if actor.has(Role.MANAGER):
        return (*APPOINTED_TO_OFFICE, *APPOINTED_TO_ORGANISATION, *seats)
    if actor.office:
        return (*APPOINTED_TO_ORGANISATION, *seats)
    return (Role.PURCHASER,) if actor.has(Role.CONTACT) else ()
