"""The stages of a procurement and the steps between them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.workflow.machine import Machine, Transition


class Stage(models.TextChoices):
    """How far a procurement has come. A draft is seen by the office only; planned and after are public.

    Evaluation and award stand in the machine and are closed by their gates: the portal does not record tenders.
    """

    DRAFT = "draft", _("draft")
    PLANNED = "planned", _("planned")
    PARTICIPATION = "participation", _("participation")
    DIALOGUE = "dialogue", _("market dialogue")
    SPECIFICATION = "specification", _("specification")
    READY = "ready", _("ready to publish")
    PUBLISHED = "published", _("published")
    EVALUATION = "evaluation", _("evaluation")
    AWARDED = "awarded", _("awarded")
    COMPLETED = "completed", _("completed")
    CANCELLED = "cancelled", _("cancelled")


#: The way through, as a page draws it; a procurement may pass by the market dialogue.
IN_ORDER = tuple(stage for stage in Stage if stage != Stage.CANCELLED)

#: Being prepared: published in the plan, and not yet announced.
PREPARED = (Stage.PLANNED, Stage.PARTICIPATION, Stage.DIALOGUE, Stage.SPECIFICATION, Stage.READY)

#: From the question to the members on, until all is fixed for the notice.
OPEN_FOR_ANSWERS = (Stage.PARTICIPATION, Stage.DIALOGUE, Stage.SPECIFICATION)

#: From the notice on: who joined, what is asked and for how much does not change any more.
ANNOUNCED = (Stage.PUBLISHED, Stage.EVALUATION, Stage.AWARDED, Stage.COMPLETED)

ENDED = (Stage.COMPLETED, Stage.CANCELLED)
RUNNING = tuple(stage for stage in IN_ORDER if stage not in (Stage.DRAFT, Stage.PLANNED, *ENDED))

MACHINE = Machine(
    "procurement",
    [
        Transition("planned", (Stage.DRAFT,), Stage.PLANNED),
        Transition("participation_opened", (Stage.PLANNED,), Stage.PARTICIPATION),
        Transition("dialogue_opened", (Stage.PARTICIPATION,), Stage.DIALOGUE),
        Transition("specification_opened", (Stage.PARTICIPATION, Stage.DIALOGUE), Stage.SPECIFICATION),
        Transition("made_ready", (Stage.SPECIFICATION,), Stage.READY),
        Transition("published", (Stage.READY,), Stage.PUBLISHED),
        Transition("evaluation_opened", (Stage.PUBLISHED,), Stage.EVALUATION),
        Transition("awarded", (Stage.EVALUATION,), Stage.AWARDED),
        Transition("completed", (Stage.PUBLISHED, Stage.AWARDED), Stage.COMPLETED),
        Transition("back_to_participation", (Stage.DIALOGUE, Stage.SPECIFICATION), Stage.PARTICIPATION),
        Transition("back_to_dialogue", (Stage.SPECIFICATION,), Stage.DIALOGUE),
        Transition("back_to_specification", (Stage.READY,), Stage.SPECIFICATION),
        Transition(
            "cancelled",
            tuple(stage for stage in Stage if stage not in ENDED),
            Stage.CANCELLED,
        ),
    ],
)
