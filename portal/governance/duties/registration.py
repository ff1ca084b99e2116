"""What duties register with the apps below: words, panels, deadlines."""

from portal.governance.duties import panels as own
from portal.governance.duties.deadlines import HOLE, concerned, holes
from portal.governance.duties.wording import ACTIONS, FACTS
from portal.web import history, panels
from portal.workflow import deadlines


def register_all() -> None:
    """Called from the app's ``ready()``."""
    history.name_actions(ACTIONS)
    history.name_facts(FACTS)
    panels.register("start", panels.Panel("duties", 16, "governance/duties/start_panel.html", own.of_reader))
    panels.register(
        "cooperation", panels.Panel("duties", 30, "governance/duties/cooperation_panel.html", own.of_cooperation)
    )
    deadlines.register(HOLE, holes, concerned)
