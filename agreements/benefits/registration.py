"""What benefits register with the apps below: words, panels and deadlines."""

from agreements.benefits import deadlines, panels
from agreements.benefits.wording import ACTIONS, FACT_NAMES
from portal.web import history
from portal.web.panels import Panel, register
from portal.workflow import deadlines as workflow


def register_all() -> None:
    """Called from the app's ``ready()``."""
    history.name_actions(ACTIONS)
    history.name_facts(FACT_NAMES)
    register("agreement", Panel("benefits", 64, "agreements/benefits/agreement_panel.html", panels.of_agreement))
    register("cooperation", Panel("benefits", 35, "agreements/benefits/cooperation_panel.html", panels.of_cooperation))
    register("start", Panel("benefits", 19, "agreements/benefits/start_panel.html", panels.to_review))
    workflow.register(deadlines.REVIEW, deadlines.reviews, deadlines.unreviewed)
