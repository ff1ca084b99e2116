"""Members that join, leave and merge, and companies that change owner: the kinds, and the steps of each."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.workflow.machine import Machine, Transition


class ReorganisationKind(models.TextChoices):
    JOIN = "join", _("a member joins")
    LEAVE = "leave", _("a member leaves")
    MERGER = "merger", _("municipalities merge")
    OWNERSHIP = "ownership", _("a company changes owner")


class ReorganisationStatus(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("reorganisation", "planned")
    IN_EFFECT = "in_effect", pgettext_lazy("reorganisation", "in effect")
    WITHDRAWN = "withdrawn", pgettext_lazy("reorganisation", "withdrawn")


REORGANISATION_TONES = {
    ReorganisationStatus.PLANNED: "info",
    ReorganisationStatus.IN_EFFECT: "success",
    ReorganisationStatus.WITHDRAWN: "neutral",
}

REORGANISATION = Machine(
    "reorganisation",
    [
        Transition("took_effect", (ReorganisationStatus.PLANNED,), ReorganisationStatus.IN_EFFECT),
        Transition("withdrawn", (ReorganisationStatus.PLANNED,), ReorganisationStatus.WITHDRAWN),
    ],
)
