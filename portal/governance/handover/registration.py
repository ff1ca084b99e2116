"""What handovers register with the apps below: words, the panel of a person, deadlines, the daily duty, and what
governance and organisations know people to hold."""

from portal.governance.handover import own, panels
from portal.governance.handover.deadlines import HANDOVER, handovers, planned
from portal.governance.handover.wording import ACTIONS
from portal.governance.services.handover import carry_out_due
from portal.web import history
from portal.web.panels import Panel, register
from portal.workflow import deadlines, duties


def register_all() -> None:
    """Called from the app's ``ready()``."""
    history.name_actions(ACTIONS)
    own.register_all()
    register("person", Panel("handover", 20, "governance/handover/person_panel.html", panels.of_person))
    deadlines.register(HANDOVER, handovers, planned)
    # Before anything else that a day brings: what follows asks who answers for what.
    duties.register("handovers", carry_out_due, order=10)
