"""What checklists register with the apps below: words, a panel, and the templates that come with the portal."""

from portal.reference import loading
from portal.web import history, panels
from procurements.checklists import panels as own
from procurements.checklists.tables import ITEMS, TEMPLATES
from procurements.checklists.wording import ACTIONS, FACT_NAMES


def register_all() -> None:
    """Called from the app's ``ready()``."""
    history.name_actions(ACTIONS)
    history.name_facts(FACT_NAMES)
    panels.register(
        "procurement", panels.Panel("checklist", 40, "procurements/checklists/panel.html", own.of_checklist)
    )
    loading.register(TEMPLATES)
    loading.register(ITEMS)
