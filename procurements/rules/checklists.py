"""Who keeps a checklist and its templates, and which of its rows stand between a procurement and its next stage."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from portal.law.answers import Allowed, Answer, Reason, Source, denied
from portal.organisations.models import Cooperation
from portal.workflow.transitions import WRONG_STATUS
from procurements.rules.procurements import may_run
from procurements.states.checklists import CHECK, CheckState, place_of
from procurements.states.stages import ENDED, IN_ORDER, MACHINE, Stage

if TYPE_CHECKING:
    from procurements.models import ChecklistItem, ChecklistTemplate, Procurement

OVER = denied(_("The procurement has ended: its checklist stays as it is."))
DELIVERED = denied(_("This template came with the portal. Copy it, and adapt the copy."))
NO_OFFICE = denied(_("Only the office of a cooperation of that jurisdiction keeps such templates."))


def may_keep(actor: Actor, procurement: "Procurement") -> Answer:
    """The office keeps the checklist of its procurements until they have ended."""
    allowed = may_run(actor, procurement.cooperation_id)
    return OVER if allowed and procurement.stage in ENDED else allowed


def may_step(actor: Actor, name: str, item: "ChecklistItem") -> Answer:
    """A row that is open is done or does not apply; one that is settled can be opened again."""
    allowed = may_keep(actor, item.procurement)
    if not allowed:
        return allowed
    return Allowed() if CHECK.possible(name, item.state) else WRONG_STATUS


def may_adapt(actor: Actor, template: "ChecklistTemplate") -> Answer:
    """An office adapts its own templates; those that came with the portal are copied first."""
    if template.cooperation_id is None:
        return DELIVERED
    return may_run(actor, template.cooperation_id)


def may_copy(actor: Actor, template: "ChecklistTemplate") -> Answer:
    """Whoever works in an office of the template's jurisdiction may have a copy of it there."""
    return Allowed() if offices_of(actor, template).exists() else NO_OFFICE


def offices_of(actor: Actor, template: "ChecklistTemplate") -> QuerySet[Cooperation]:
    """The actor's cooperations that a template can be copied for, by name."""
    return Cooperation.objects.filter(pk__in=actor.office, jurisdiction=template.jurisdiction).order_by("name")


def gaps(procurement: "Procurement", name: str) -> Iterator[Reason]:
    """The required rows of the stages that a step leaves behind which are neither done nor found not to apply.

    The rows of a market dialogue are asked for only where there was one.
    """
    behind = _behind(name)
    rows = [row for row in procurement.checklist.all() if row.is_required and row.state == CheckState.OPEN]
    for item in sorted(rows, key=place_of):
        if item.stage in behind and (item.stage != Stage.DIALOGUE or _was_led(procurement)):
            source = Source(item.source, certain=item.source_is_certain) if item.source else None
            yield Reason(_("Checklist: %(what)s"), source, "checklist", {"what": item.text})


def _behind(name: str) -> tuple[Stage, ...]:
    """The stages that a step leaves behind; none where it goes back or out."""
    step = MACHINE.transitions[name]
    if step.target not in IN_ORDER:
        return ()
    place = IN_ORDER.index(Stage(step.target))
    return IN_ORDER[:place] if all(IN_ORDER.index(Stage(source)) < place for source in step.sources) else ()


def _was_led(procurement: "Procurement") -> bool:
    """Whether there was a market dialogue."""
    entered = (entry.stage for entry in procurement.entries.all())
    return Stage.DIALOGUE in (procurement.stage, *entered)
