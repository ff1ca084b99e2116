"""The stages of a procurement and the steps between them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.workflow.machine import Machine, Transition


class Stage(models.TextChoices):
    """How far a procurement has come. A draft is seen by the office only; planned and after are public."""

    DRAFT = "draft", _("draft")
    PLANNED = "planned", _("planned")
    ONGOING = "ongoing", _("under way")
    COMPLETED = "completed", _("completed")
    CANCELLED = "cancelled", _("cancelled")


MACHINE = Machine(
    "procurement",
    [
        Transition("planned", (Stage.DRAFT,), Stage.PLANNED),
        Transition("started", (Stage.PLANNED,), Stage.ONGOING),
        Transition("completed", (Stage.ONGOING,), Stage.COMPLETED),
        Transition("cancelled", (Stage.DRAFT, Stage.PLANNED, Stage.ONGOING), Stage.CANCELLED),
    ],
)
