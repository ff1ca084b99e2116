"""What the market dialogue registers with the apps below: words, panels and its paper."""

from django.utils.translation import gettext_lazy as _

from portal.jobs import registry
from portal.web import history, panels
from procurements.dialogue import panels as own
from procurements.dialogue.wording import ACTIONS, FACT_NAMES
from procurements.papers import dialogue as papers


def register_all() -> None:
    """Called from the app's ``ready()``."""
    history.name_actions(ACTIONS)
    history.name_facts(FACT_NAMES)
    panels.register("procurement", panels.Panel("dialogue", 30, "procurements/dialogue/panel.html", own.of_dialogue))
    panels.register(
        "procurement", panels.Panel("questions", 31, "procurements/dialogue/questions_panel.html", own.of_questions)
    )
    registry.register(papers.JOB, papers.make, _("Log of the market dialogue"))
