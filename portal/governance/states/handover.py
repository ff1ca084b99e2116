"""How far a handover has come, and what became of each thing in it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.workflow.machine import Machine, Transition


class HandoverState(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("handover", "planned")
    DONE = "done", pgettext_lazy("handover", "done")
    CANCELLED = "cancelled", pgettext_lazy("handover", "called off")


class Outcome(models.TextChoices):
    """What became of one thing that the person held."""

    WAITING = "waiting", _("waits for the day")
    MOVED = "moved", _("handed over")
    ENDED = "ended", _("ended")
    LEFT = "left", _("not moved")


HANDOVER = Machine(
    "handover",
    [
        Transition("carry_out", (HandoverState.PLANNED,), HandoverState.DONE),
        Transition("call_off", (HandoverState.PLANNED,), HandoverState.CANCELLED),
    ],
)
