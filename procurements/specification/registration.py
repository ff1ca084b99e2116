"""What the specification registers with the apps below: words, panels, deadlines and its paper."""

from django.utils.translation import gettext_lazy as _

from portal.jobs import registry
from portal.web import history, panels
from portal.workflow import deadlines
from procurements.papers import specification as papers
from procurements.specification import panels as own
from procurements.specification.deadlines import ANSWER, to_answer, waiting
from procurements.specification.wording import ACTIONS, FACT_NAMES


def register_all() -> None:
    """Called from the app's ``ready()``."""
    history.name_actions(ACTIONS)
    history.name_facts(FACT_NAMES)
    panels.register(
        "procurement",
        panels.Panel("specification", 20, "procurements/specification/panel.html", own.of_specification),
    )
    panels.register("start", panels.Panel("expert", 8, "procurements/specification/start_panel.html", own.of_expert))
    deadlines.register(ANSWER, to_answer, waiting)
    registry.register(papers.JOB, papers.make, _("Specification"))
