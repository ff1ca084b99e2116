"""Who takes a procurement from one stage to the next, and what a step has to be told."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from portal.law.answers import Allowed, Answer, denied
from portal.workflow.transitions import WRONG_STATUS
from procurements.rules.gates import gate, said
from procurements.rules.procurements import may_run
from procurements.states.stages import MACHINE, Stage

if TYPE_CHECKING:
    from procurements.models import Procurement

#: Steps that want a reason, each with what is said where it is missing.
REASONS = {
    "cancelled": denied(_("Say why the procurement is cancelled."), "reason"),
    "back_to_participation": denied(_("Say why the procurement goes back."), "reason"),
    "back_to_dialogue": denied(_("Say why the procurement goes back."), "reason"),
    "back_to_specification": denied(_("Say why the procurement goes back."), "reason"),
    "specification_opened": denied(_("Say why there is no market dialogue."), "reason"),
}
RESULT_TOO_EARLY = denied(_("A result notice follows once the procurement is completed."))
NO_RESULT_LINK = denied(_("Give the link to the result notice, beginning with https://."), "result_url")


def may_begin(actor: Actor, name: str, procurement: "Procurement") -> Answer:
    """Whether the office may be asked what a step needs: it starts from the present stage, and its gate is open."""
    allowed = _possible(actor, name, procurement)
    return gate(name, procurement) if allowed else allowed


def may_step(actor: Actor, name: str, procurement: "Procurement", reason: str = "") -> Answer:
    """Whether the office may take a step now, the procurement carrying all that the step's form has said."""
    allowed = _possible(actor, name, procurement)
    if not allowed:
        return allowed
    if wants_reason(name, procurement) and not reason.strip():
        return REASONS[name]
    return said(name, procurement)


def wants_reason(name: str, procurement: "Procurement") -> bool:
    """To cancel, to go back, and to pass by the market dialogue want a reason."""
    if name == "specification_opened":
        return procurement.stage == Stage.PARTICIPATION
    return name in REASONS


def may_link_result(actor: Actor, procurement: "Procurement") -> Answer:
    """The office links to the result notice of what is completed."""
    allowed = may_run(actor, procurement.cooperation_id)
    if not allowed:
        return allowed
    return Allowed() if procurement.stage == Stage.COMPLETED else RESULT_TOO_EARLY


def result_linked(procurement: "Procurement") -> Answer:
    """The result notice stands in a registered database, and the portal links to it (rule 9)."""
    return Allowed() if procurement.result_url.startswith("https://") else NO_RESULT_LINK


def _possible(actor: Actor, name: str, procurement: "Procurement") -> Answer:
    allowed = may_run(actor, procurement.cooperation_id)
    if not allowed:
        return allowed
    return Allowed() if MACHINE.possible(name, procurement.stage) else WRONG_STATUS
