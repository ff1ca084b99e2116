"""Who may plan procurements and take them through their stages."""

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from portal.law.answers import Allowed, Answer, Denied, Reason, answer
from portal.workflow.transitions import WRONG_STATUS
from procurements.rules.gates import gate
from procurements.states.stages import ENDED, MACHINE

if TYPE_CHECKING:
    from procurements.models import Procurement

NOT_YOURS = Denied((Reason(_("Only the cooperation's office plans and runs its procurements.")),))


def may_plan(actor: Actor) -> Answer:
    """Whether the actor works in the office of any cooperation."""
    return Allowed() if actor.office else NOT_YOURS


def may_run(actor: Actor, cooperation_id: int) -> Answer:
    """The office registers, edits and moves on the procurements of its cooperation."""
    return Allowed() if cooperation_id in actor.office else NOT_YOURS


def may_edit(actor: Actor, procurement: "Procurement") -> Answer:
    """Until it is completed or cancelled."""
    allowed = may_run(actor, procurement.cooperation_id)
    return WRONG_STATUS if allowed and procurement.stage in ENDED else allowed


def may_step(actor: Actor, name: str, procurement: "Procurement") -> Answer:
    """Whether the office may take a step from the present stage, and finds its gate open."""
    allowed = may_run(actor, procurement.cooperation_id)
    if not allowed:
        return allowed
    if not MACHINE.possible(name, procurement.stage):
        return WRONG_STATUS
    return gate(name, procurement)


def well_formed(procurement: "Procurement") -> Answer:
    """What must hold from the first draft on: what is said does not contradict itself."""
    return answer(_contradictions(procurement))


def _contradictions(procurement: "Procurement") -> Iterator[Reason]:
    if not procurement.title:
        yield Reason(_("Give the procurement a title."), field="title")
    low, high = procurement.estimated_min, procurement.estimated_max
    if any(amount is not None and amount < 0 for amount in (low, high)):
        yield Reason(_("An amount is never negative."), field="estimated_min")
    if low is not None and high is not None and high < low:
        yield Reason(_("The range ends below its beginning."), field="estimated_max")
    steps = [
        (name, day)
        for name in ("dialogue_on", "notice_on", "tenders_due_on", "award_on", "starts_on")
        if (day := getattr(procurement, name)) is not None
    ]
    for (_earlier, before), (name, day) in pairwise(steps):
        # Tenders are never due on the day of the notice; everything else may fall together.
        if day < before or (name == "tenders_due_on" and day == procurement.notice_on):
            yield Reason(
                _("This comes before the step that goes before it, on %(day)s."), field=name, params={"day": before}
            )
