"""What is said of checklists: actions, tones, and how far a stage has come."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext_lazy, pgettext_lazy

from procurements.models import ChecklistItem
from procurements.states.checklists import CheckState
from procurements.states.stages import Stage

TONES = {CheckState.OPEN: "neutral", CheckState.DONE: "success", CheckState.NOT_APPLICABLE: "info"}
ACTIONS = {
    "checklist_item.taken": gettext_lazy("Taken from a template"),
    "checklist_item.added": gettext_lazy("Row added"),
    "checklist_item.edited": gettext_lazy("Row changed"),
    "checklist_item.moved": gettext_lazy("Row moved"),
    "checklist_item.done": pgettext_lazy("row of a checklist", "Done"),
    "checklist_item.not_applicable": gettext_lazy("Does not apply"),
    "checklist_item.opened_again": pgettext_lazy("row of a checklist", "Opened again"),
    "checklist_template.copied": gettext_lazy("Template copied"),
    "checklist_template.adapted": gettext_lazy("Template adapted"),
}
FACT_NAMES = {"checks": gettext_lazy("rows")}


@dataclass(frozen=True)
class StageOfChecks:
    """The rows of one stage, and how many of them are settled: done, or found not to apply."""

    stage: Stage
    rows: tuple[ChecklistItem, ...]

    @property
    def settled(self) -> int:
        return sum(row.state != CheckState.OPEN for row in self.rows)

    @property
    def required_open(self) -> int:
        """Required rows that are still to be done."""
        return sum(row.is_required and row.state == CheckState.OPEN for row in self.rows)


def by_stage(rows: Iterable[ChecklistItem]) -> list[StageOfChecks]:
    """Rows in order, stage by stage."""
    return [StageOfChecks(Stage(stage), tuple(group)) for stage, group in groupby(rows, lambda row: row.stage)]
