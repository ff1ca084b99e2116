"""What checks for goals register with the apps below: words, panels and deadlines."""

from agreements.follow_up import deadlines as follow_up
from agreements.goals import panels
from agreements.goals.wording import ACTIONS
from portal.web import history
from portal.web.panels import Panel, register
from portal.workflow import deadlines


def register_all() -> None:
    """Called from the app's ``ready()``."""
    history.name_actions(ACTIONS)
    register("agreement", Panel("goals", 62, "agreements/goals/agreement_panel.html", panels.of_agreement))
    register("goal", Panel("checks", 30, "agreements/goals/goal_panel.html", panels.of_goal))
    deadlines.register(follow_up.GOAL, follow_up.goal_checks, follow_up.goal_check_rows)
