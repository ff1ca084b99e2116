"""What each role may do, in words for the person who holds it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Role, roles_of

MEANS = {
    Role.ADMINISTRATOR: _("Founds cooperations, gives every role, keeps accounts and reference data."),
    Role.MANAGER: _("Leads the cooperation's office: its people, its members, its groups and its register."),
    Role.OFFICER: _("Registers, edits and publishes agreements, and plans procurements, for the cooperation."),
    Role.CONTACT: _("Keeps the organisation's own agreements and its purchasers' accounts."),
    Role.PURCHASER: _("Finds the agreements that the organisation may use, and how to call off from them."),
    Role.WORKING_GROUP: _("Prepares with the other members what to procure together."),
    Role.STEERING_GROUP: _("Follows the cooperation's figures and reports, and decides."),
    Role.EXPERT: _("Contributes knowledge of what is bought to one procurement."),
    Role.SUPPLIER: _("Sees planned procurements in the own branches, and the own agreements."),
}


def meanings(person: Any) -> list[tuple[Any, Any]]:
    """The roles that a person holds today, each with what it may do."""
    held = {grant.role for grant in roles_of(person)}
    return [(role.label, MEANS[role]) for role in Role if role in held]
