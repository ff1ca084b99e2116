"""What goals register with the apps below: words, menu, panels, deadlines, what decisions set and people hold."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.governance.goals import deadlines, effects, panels
from portal.governance.goals.wording import ACTIONS, FACT_NAMES
from portal.governance.handover import holdings
from portal.governance.models import Goal
from portal.web import history, navigation
from portal.web.panels import Panel, register
from portal.workflow import deadlines as workflow


def register_all() -> None:
    """Called from the app's ``ready()``."""
    history.name_actions(ACTIONS)
    history.name_facts(FACT_NAMES)
    navigation.register(navigation.Item(_("Goals"), "goal-list", order=60, shown=panels.concerned))
    register("cooperation", Panel("goals", 30, "governance/goals/panel.html", panels.of_cooperation))
    workflow.register(deadlines.MEASURE, deadlines.to_measure, deadlines.unmeasured)
    effects.register_all()
    holdings.register(
        holdings.OneField(
            name="goal",
            label=_("Goals, as responsible for them"),
            order=44,
            model=Goal,
            field="responsible",
            action="goal.entrusted",
            rows=lambda cooperation: Goal.objects.of_cooperation(cooperation).exclude(
                valid_to__lt=timezone.localdate()
            ),
            fitting=holdings.of_the_place,
            related=("strategy",),
        )
    )
