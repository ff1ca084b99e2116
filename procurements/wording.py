"""What is said of a procurement: its steps, the tones of its stages, its range and quarters."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.web import formats
from procurements.models import Procurement
from procurements.states import Stage

TONES = {
    Stage.DRAFT: "warning",
    Stage.PLANNED: "info",
    Stage.ONGOING: "success",
    Stage.COMPLETED: "neutral",
    Stage.CANCELLED: "danger",
}

ACTIONS = {
    "need.reported": gettext_lazy("Need reported"),
    "need.answered": gettext_lazy("Need answered"),
    "procurement.registered": gettext_lazy("Registered"),
    "procurement.edited": gettext_lazy("Changed"),
    "procurement.planned": gettext_lazy("Published in the plan"),
    "procurement.started": gettext_lazy("Started"),
    "procurement.completed": gettext_lazy("Completed"),
    "procurement.cancelled": gettext_lazy("Cancelled"),
}


@dataclass(frozen=True)
class Step:
    """A step as a person takes it: its place in the address, its button, what it means, what is said afterwards."""

    slug: str
    label: Any
    lead: Any
    done: Any


STEPS = {
    "planned": Step(
        "publish",
        gettext_lazy("Publish in the plan"),
        gettext_lazy("From now on everybody can read it, suppliers first of all. It cannot become a draft again."),
        gettext_lazy("The procurement is published in the plan."),
    ),
    "started": Step(
        "start",
        gettext_lazy("Start the procurement"),
        gettext_lazy("It leaves the plan and is shown as under way."),
        gettext_lazy("The procurement is under way."),
    ),
    "completed": Step(
        "complete",
        gettext_lazy("Complete the procurement"),
        gettext_lazy("It has ended in agreements, and nothing more of it is changed."),
        gettext_lazy("The procurement is completed."),
    ),
    "cancelled": Step(
        "cancel",
        gettext_lazy("Cancel the procurement"),
        gettext_lazy("It stays readable, with the reason, for those who have prepared for it."),
        gettext_lazy("The procurement is cancelled."),
    ),
}


def money_range(procurement: Procurement) -> str:
    """The estimated range in words; '' when nothing is estimated."""
    low, high = (
        formats.money(amount, procurement.currency) for amount in (procurement.estimated_min, procurement.estimated_max)
    )
    if low and high:
        return _("%(low)s to %(high)s") % {"low": low, "high": high}
    if low:
        return _("from %(low)s") % {"low": low}
    return _("up to %(high)s") % {"high": high} if high else ""


def quarter_label(day: date) -> str:
    return _("%(year)s, quarter %(quarter)s") % {"year": day.year, "quarter": (day.month + 2) // 3}
