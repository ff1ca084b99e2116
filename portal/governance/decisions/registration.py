"""What decisions register: their effects, deadlines, panels, words and files."""

from django.utils.translation import gettext_lazy as _

from portal.files import access
from portal.governance.decisions import deadlines as due
from portal.governance.decisions import own_effects, panels
from portal.governance.views.policies import may_see_file
from portal.web import history
from portal.web.panels import Panel, register
from portal.workflow import deadlines

ACTIONS = {
    "decision.recorded": _("Decision recorded"),
    "decision.corrected": _("Decision corrected"),
    "decision.published": _("Made public"),
    "decision.withheld": _("Kept to the members"),
    "condition.met": _("Condition met"),
    "condition.arranged": _("Condition given to another person or day"),
    "condition.reopened": _("Condition opened again"),
    "policy.adopted": _("Policy adopted"),
    "policy.replaced": _("Replaced by another policy"),
    "policy.repealed": _("Policy repealed"),
}


def register_all() -> None:
    """Called from the app's ``ready()``."""
    history.name_actions(ACTIONS)
    history.name_facts({"conditions": _("conditions"), "reservations": _("reservations")})
    own_effects.register_all()
    deadlines.register(due.CONDITION, due.conditions, due.unmet)
    register("start", Panel("to-decide", 22, "governance/decisions/start_panel.html", panels.for_leadership))
    register("cooperation", Panel("decisions", 25, "governance/decisions/panel.html", panels.of_cooperation))
    access.register("policies", may_see_file)
