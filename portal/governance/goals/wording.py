"""The words in which histories tell of strategies and goals, and a goal's way in a sentence."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.governance.models import Goal
from portal.governance.models.goals import plain_number
from portal.web.formats import number

ACTIONS = {
    "strategy.proposed": gettext_lazy("Strategy proposed"),
    "strategy.edited": gettext_lazy("Strategy changed"),
    "strategy.adopted": gettext_lazy("Strategy adopted"),
    "strategy.ended": gettext_lazy("Strategy ended"),
    "strategy.discarded": gettext_lazy("Proposal discarded"),
    "goal.proposed": gettext_lazy("Goal proposed"),
    "goal.edited": gettext_lazy("Goal changed"),
    "goal.adopted": gettext_lazy("Goal adopted"),
    "goal.ended": gettext_lazy("Goal ended"),
    "goal.discarded": gettext_lazy("Proposal discarded"),
    "goal.entrusted": gettext_lazy("Responsible person named"),
    "measurement.entered": gettext_lazy("Figure entered"),
    "measurement.corrected": gettext_lazy("Figure corrected"),
}


def written(value: Any, unit: str) -> str:
    """A figure with its unit: 32,5 %."""
    return f"{number(plain_number(value))}\xa0{unit}"


def way(goal: Goal) -> str:
    """From where to where, and by when: from 32 % in 2024 to 60 % in 2030."""
    return _("from %(before)s in %(first)s to %(wanted)s in %(last)s") % {
        "before": written(goal.baseline_value, goal.unit),
        "first": goal.baseline_year,
        "wanted": written(goal.target_value, goal.unit),
        "last": goal.target_year,
    }


#: What of a goal's history is no field of it.
FACT_NAMES = {"figure": gettext_lazy("figure")}
