"""What links to goals register with the apps below: words and panels."""

from portal.web import history
from portal.web.panels import Panel, register
from procurements.goals import panels
from procurements.goals.wording import ACTIONS, FACT_NAMES


def register_all() -> None:
    """Called from the app's ``ready()``."""
    history.name_actions(ACTIONS)
    history.name_facts(FACT_NAMES)
    register("goal", Panel("requirements", 20, "procurements/goals/goal_panel.html", panels.of_goal))
    register("goal-check", Panel("requirement", 10, "procurements/goals/check_panel.html", panels.of_check))
    register("goals", Panel("unlinked", 10, "procurements/goals/unlinked_panel.html", panels.on_goals))
    register("need", Panel("goals", 20, "procurements/goals/need_panel.html", panels.of_need))
