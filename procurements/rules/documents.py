"""Who keeps the documents of a procurement."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from portal.law.answers import Allowed, Answer, denied
from portal.workflow.transitions import WRONG_STATUS

if TYPE_CHECKING:
    from procurements.models import Procurement, ProcurementDocument

NOT_THE_OFFICE = denied(_("The cooperation's office keeps the documents of its procurements."))
WITHDRAWN = denied(_("The document has been withdrawn."))


def may_keep(actor: Actor, procurement: "Procurement") -> Answer:
    """The office adds documents and says who sees them, whatever the stage: minutes come after the end, too."""
    return Allowed() if procurement.cooperation_id in actor.office else NOT_THE_OFFICE


def may_change(actor: Actor, document: "ProcurementDocument") -> Answer:
    """Until it is withdrawn."""
    allowed = may_keep(actor, document.procurement)
    return WITHDRAWN if allowed and document.withdrawn_at is not None else allowed


def may_restore(actor: Actor, document: "ProcurementDocument") -> Answer:
    """What has been withdrawn."""
    allowed = may_keep(actor, document.procurement)
    return WRONG_STATUS if allowed and document.withdrawn_at is None else allowed
