"""The states of a row of a checklist: it is to be done, done, or does not apply here."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.workflow.machine import Machine, Transition
from procurements.states.stages import Stage


class CheckState(models.TextChoices):
    OPEN = "open", pgettext_lazy("row of a checklist", "to be done")
    DONE = "done", pgettext_lazy("row of a checklist", "done")
    NOT_APPLICABLE = "not_applicable", _("does not apply")


#: The stages to which a row can belong: what comes after the notice is kept in the tender system.
CHECKED = (
    Stage.PLANNED,
    Stage.PARTICIPATION,
    Stage.DIALOGUE,
    Stage.SPECIFICATION,
    Stage.READY,
    Stage.PUBLISHED,
)
CHECKED_CHOICES = [(stage.value, stage.label) for stage in CHECKED]


def place_of(item: Any) -> tuple[int, int, int]:
    """Where a row stands among the others: stage by stage, and within a stage by place."""
    return CHECKED.index(item.stage), item.position, item.pk


CHECK = Machine(
    "checklist_item",
    [
        Transition("done", (CheckState.OPEN,), CheckState.DONE),
        Transition("not_applicable", (CheckState.OPEN,), CheckState.NOT_APPLICABLE),
        Transition("opened_again", (CheckState.DONE, CheckState.NOT_APPLICABLE), CheckState.OPEN),
    ],
)
