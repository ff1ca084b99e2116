"""What is said of a procurement: its steps, the tones of its stages, its range and quarters."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from portal.web import formats
from procurements.models import Procurement
from procurements.states.stages import Stage

TONES = {
    Stage.DRAFT: "warning",
    Stage.PLANNED: "info",
    Stage.PARTICIPATION: "success",
    Stage.DIALOGUE: "success",
    Stage.SPECIFICATION: "success",
    Stage.READY: "success",
    Stage.PUBLISHED: "success",
    Stage.EVALUATION: "success",
    Stage.AWARDED: "success",
    Stage.COMPLETED: "neutral",
    Stage.CANCELLED: "danger",
}

ACTIONS = {
    "need.reported": gettext_lazy("Need reported"),
    "need.answered": gettext_lazy("Need answered"),
    "need.edited": gettext_lazy("Need changed"),
    "need.merged": gettext_lazy("Merged into another need"),
    "need.took_in": gettext_lazy("Took in another need"),
    "procurement_document.added": gettext_lazy("Document added"),
    "procurement_document.edited": gettext_lazy("Document changed"),
    "procurement_document.version_added": gettext_lazy("Version added"),
    "procurement_document.withdrawn": gettext_lazy("Document withdrawn"),
    "procurement_document.restored": gettext_lazy("Document put back"),
    "workshop.held": gettext_lazy("List opened"),
    "workshop.edited": gettext_lazy("Workshop changed"),
    "workshop.closed": gettext_lazy("List closed"),
    "workshop.opened": gettext_lazy("List opened again"),
    "procurement.registered": pgettext_lazy("procurement", "Registered"),
    "procurement.edited": pgettext_lazy("procurement", "Changed"),
    "procurement.planned": gettext_lazy("Published in the plan"),
    "procurement.participation_opened": gettext_lazy("Members asked to take part"),
    "procurement.dialogue_opened": gettext_lazy("Market dialogue begun"),
    "procurement.specification_opened": gettext_lazy("Specification begun"),
    "procurement.made_ready": gettext_lazy("Ready to publish"),
    "procurement.published": gettext_lazy("Notice published"),
    "procurement.evaluation_opened": gettext_lazy("Evaluation begun"),
    "procurement.awarded": pgettext_lazy("procurement", "Awarded"),
    "procurement.back_to_participation": gettext_lazy("Back to participation"),
    "procurement.back_to_dialogue": gettext_lazy("Back to market dialogue"),
    "procurement.back_to_specification": gettext_lazy("Back to specification"),
    "procurement.completed": pgettext_lazy("procurement", "Completed"),
    "procurement.cancelled": pgettext_lazy("procurement", "Cancelled"),
}

#: The areas of a procurement's page, by the names of their panels.
PANELS = {
    "participation": gettext_lazy("Participation"),
    "values": gettext_lazy("Value"),
    "specification": gettext_lazy("Specification"),
    "requirements": gettext_lazy("Specification"),
    "dialogue": gettext_lazy("Market dialogue"),
    "questions": gettext_lazy("Questions and answers"),
    "checklist": gettext_lazy("Checklist"),
    "documents": gettext_lazy("Documents"),
    "plan": gettext_lazy("Plan"),
    "clashes": gettext_lazy("Clashes"),
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
    "participation_opened": Step(
        "ask-members",
        gettext_lazy("Ask the members to take part"),
        gettext_lazy("You invite members and their companies, and each answers by the day that you set."),
        gettext_lazy("The members can be asked now."),
    ),
    "dialogue_opened": Step(
        "open-dialogue",
        gettext_lazy("Begin the market dialogue"),
        gettext_lazy("Suppliers are asked how the need can be met, and what one is told is told to all."),
        gettext_lazy("The market dialogue has begun."),
    ),
    "specification_opened": Step(
        "specify",
        gettext_lazy("Begin the specification"),
        gettext_lazy("The agreement group contributes its requirements."),
        gettext_lazy("The specification has begun."),
    ),
    "made_ready": Step(
        "make-ready",
        gettext_lazy("Declare it ready to publish"),
        gettext_lazy("All that the notice needs is there, and nothing of it is changed without going back."),
        gettext_lazy("The procurement is ready to publish."),
    ),
    "published": Step(
        "announce",
        gettext_lazy("Record the published notice"),
        gettext_lazy(
            "The notice itself is published in a registered database. From now on everybody sees who takes part."
        ),
        gettext_lazy("The notice is recorded as published."),
    ),
    "evaluation_opened": Step(
        "evaluate",
        gettext_lazy("Begin the evaluation"),
        gettext_lazy("Tenders are evaluated."),
        gettext_lazy("The evaluation has begun."),
    ),
    "awarded": Step(
        "award",
        gettext_lazy("Record the award"),
        gettext_lazy("The award decision is sent."),
        gettext_lazy("The award is recorded."),
    ),
    "completed": Step(
        "complete",
        gettext_lazy("Complete the procurement"),
        gettext_lazy(
            "Tenders were evaluated and the award decided outside the portal. Name the agreements that it ended in:"
            " nothing more of it is changed afterwards."
        ),
        gettext_lazy("The procurement is completed."),
    ),
    "back_to_participation": Step(
        "back-to-participation",
        gettext_lazy("Go back to participation"),
        gettext_lazy("Members can be asked and answer anew. What has been done stays."),
        gettext_lazy("The procurement is back in participation."),
    ),
    "back_to_dialogue": Step(
        "back-to-dialogue",
        gettext_lazy("Go back to the market dialogue"),
        gettext_lazy("Suppliers can be asked anew. What has been done stays."),
        gettext_lazy("The procurement is back in market dialogue."),
    ),
    "back_to_specification": Step(
        "back-to-specification",
        gettext_lazy("Go back to the specification"),
        gettext_lazy("Requirements can be changed again, and have to be approved anew."),
        gettext_lazy("The procurement is back in specification."),
    ),
    "cancelled": Step(
        "cancel",
        gettext_lazy("Cancel the procurement"),
        gettext_lazy("It stays readable, with the reason, for those who have prepared for it."),
        gettext_lazy("The procurement is cancelled."),
    ),
}

#: The specification begun from participation: what the usual step is called when the market dialogue is passed by.
_WITHOUT_DIALOGUE = Step(
    "specify",
    gettext_lazy("Go on without a market dialogue"),
    gettext_lazy("The agreement group contributes its requirements. Say why suppliers are not asked before."),
    gettext_lazy("The specification has begun, without a market dialogue."),
)


def step_of(name: str, procurement: Procurement) -> Step:
    """A step as it is taken from the present stage."""
    if name == "specification_opened" and procurement.stage == Stage.PARTICIPATION:
        return _WITHOUT_DIALOGUE
    return STEPS[name]


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
