"""Who may do what with an agreement, and whether it may be published. The law itself is asked in ``portal.law``."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from portal.law.answers import Allowed, Answer, Denied, Reason

from agreements.facts import terms_of
from agreements.models import Agreement
from agreements.states import MACHINE, AgreementStatus
from portal.accounts.actor import Actor, Place, Role
from portal.law import frameworks
from portal.workflow.transitions import WRONG_STATUS

NOT_YOURS = Denied((Reason(_("Only the cooperation's office and the owner's purchasing contact may do this.")),))


def may_register(actor: Actor, cooperation_id: int, owner_id: int | None = None) -> Answer:
    """The cooperation's office registers any agreement; a purchasing contact those of the own organisation."""
    if cooperation_id in actor.office:
        return Allowed()
    contact_of = actor.places(Place.ORGANISATION, Role.CONTACT)
    if cooperation_id in actor.places(Place.COOPERATION, Role.CONTACT) and owner_id in contact_of:
        return Allowed()
    return NOT_YOURS


def may_edit(actor: Actor, agreement: Agreement) -> Answer:
    """Whoever may register an agreement may edit it, until it is terminated."""
    answer = may_register(actor, agreement.cooperation_id, agreement.owner_id)
    return WRONG_STATUS if answer and agreement.status == AgreementStatus.TERMINATED else answer


def may_publish(actor: Actor, agreement: Agreement) -> Answer:
    """The office publishes, when the law's rules for the agreement's kind are kept (rules 1 to 5)."""
    if agreement.cooperation_id not in actor.office:
        return Denied((Reason(_("Only the cooperation's office publishes agreements.")),))
    if not MACHINE.possible("published", agreement.status):
        return WRONG_STATUS
    return ready_to_publish(agreement)


def ready_to_publish(agreement: Agreement) -> Answer:
    """What the law says of the agreement as it stands, whoever asks."""
    return frameworks.may_publish(terms_of(agreement))


def may_terminate(actor: Actor, agreement: Agreement) -> Answer:
    """The office terminates a published agreement."""
    if agreement.cooperation_id not in actor.office:
        return Denied((Reason(_("Only the cooperation's office terminates agreements.")),))
    return Allowed() if MACHINE.possible("terminated", agreement.status) else WRONG_STATUS


def may_delete(actor: Actor, agreement: Agreement) -> Answer:
    """A draft may be deleted by whoever may edit it; what was published stays in the register."""
    if not agreement.is_draft:
        return Denied((Reason(_("What has been published stays in the register: terminate it instead.")),))
    return may_edit(actor, agreement)


def may_change_published(agreement: Agreement, before: dict[str, Any], after: dict[str, Any]) -> Answer:
    """Rule 4: nobody joins a published framework, neither a buyer nor a supplier (2014/24/EU art. 33(2))."""
    if not agreement.is_framework:
        return Allowed()
    return frameworks.may_join(
        new_buyers=tuple(sorted(set(after["buyers"]) - set(before["buyers"]))),
        new_suppliers=tuple(sorted(set(after["suppliers"]) - set(before["suppliers"]))),
    )
