"""The columns of the plan's files: public facts for everybody, and the office's own for its procurements."""

from collections.abc import Callable, Collection
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from portal.law.planning import Step
from portal.web.columns import Column
from procurements.models import Procurement
from procurements.states.planning import PHASE_OF
from procurements.states.stages import Stage

_SHOWN_STAGES = (*PHASE_OF, Stage.COMPLETED)


def columns(labels: dict[str, str], read: Collection[int]) -> list[Column]:
    """What the files hold. ``labels`` are those of the categories. Of procurements of cooperations that the
    reader does not ``read`` whole, they hold the public facts only."""

    def category(row: Procurement) -> str:
        return "; ".join(labels.get(code, code) for code in dict.fromkeys(cpv.division for cpv in row.cpvs.all()))

    def own(value: Callable[[Procurement], Any]) -> Callable[[Procurement], Any]:
        return lambda row: value(row) if row.cooperation_id in read else None

    def entered(stage: str) -> Callable[[Procurement], date | None]:
        return own(lambda row: next((one.entered_on for one in row.entries.all() if one.stage == stage), None))

    def day(step: Step) -> Column:
        return Column(step.value, step.label.capitalize(), lambda row: getattr(row, step.value), "date")

    def own_day(step: Step) -> Column:
        return Column(step.value, step.label.capitalize(), own(lambda row: getattr(row, step.value)), "date")

    public = [
        Column("title", _("Title"), lambda row: row.title, link=Procurement.get_absolute_url),
        Column("stage", _("Stage"), lambda row: row.get_stage_display()),
        Column(
            "organisation",
            _("Contracting authority"),
            lambda row: row.organisation.name if row.organisation else None,
        ),
        Column("cooperation", _("Cooperation"), lambda row: row.cooperation.name),
        Column("category", _("Category"), category),
        Column("cpvs", _("CPV codes"), lambda row: "; ".join(cpv.full_code for cpv in row.cpvs.all())),
        *map(day, (Step.DIALOGUE, Step.NOTICE, Step.REQUESTS_DUE, Step.TENDERS_DUE, Step.AWARD, Step.STARTS)),
        Column("published_on", _("Notice published"), lambda row: row.published_on, "date"),
        Column("estimated_min", _("Estimated value, from"), lambda row: row.estimated_min, "money"),
        Column(
            "estimated_max",
            _("Estimated value, to"),
            lambda row: row.estimated_max,
            "money",
            currency=lambda row: row.currency,
        ),
    ]
    if not read:
        return public
    return [
        *public,
        Column("officer", _("Procurement officer"), own(lambda row: row.officer.name if row.officer else None)),
        Column("procedure", _("Procedure"), own(lambda row: row.get_procedure_display())),
        *map(own_day, (Step.PARTICIPATION, Step.ANSWERS_DUE, Step.SPECIFICATION)),
        *(
            Column(
                f"entered_{stage.value}",
                _("%(stage)s, reached") % {"stage": stage.label.capitalize()},
                entered(stage),
                "date",
            )
            for stage in Stage
            if stage in _SHOWN_STAGES
        ),
        Column("after", _("Starts after"), own(lambda row: row.after.title if row.after else None)),
    ]
