"""What the plan over time registers with lower apps."""

from django.utils.translation import gettext_lazy as _

from portal.web import history
from portal.web.panels import Panel, register
from portal.workflow import deadlines
from procurements.plan.deadlines import SUCCESSOR, running_out, successors
from procurements.plan.panels import clashing, for_procurement, pipeline, without_successor


def register_all() -> None:
    """Called from the app's ``ready()``."""
    register("procurement", Panel("plan", 8, "procurements/plan/panel.html", for_procurement))
    register("procurement", Panel("clashes", 60, "procurements/plan/clashes_panel.html", clashing))
    register("start", Panel("plan", 12, "procurements/plan/pipeline_panel.html", pipeline))
    register("start", Panel("successors", 18, "procurements/plan/successors_panel.html", without_successor))
    deadlines.register(SUCCESSOR, successors, running_out)
    history.name_actions(
        {
            "procurement.moved": _("Moved in time"),
            "procurement.moved_back": _("Moved back"),
            "lead_time.stated": _("Lead times stated"),
            "workload_terms.stated": _("Effort and capacity stated"),
        }
    )
