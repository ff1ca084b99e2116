"""How far an event has come, and a person's place at it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.workflow.machine import Machine, Transition


class EventState(models.TextChoices):
    DRAFT = "draft", _("draft")
    ANNOUNCED = "announced", _("announced")
    HELD = "held", _("held")
    CANCELLED = "cancelled", _("cancelled")


class SignUpState(models.TextChoices):
    SIGNED_UP = "signed_up", _("signed up")
    WAITING = "waiting", _("on the waiting list")
    WITHDRAWN = "withdrawn", _("withdrawn")


EVENT_TONES = {
    EventState.DRAFT: "neutral",
    EventState.ANNOUNCED: "info",
    EventState.HELD: "success",
    EventState.CANCELLED: "danger",
}
SIGN_UP_TONES = {SignUpState.SIGNED_UP: "success", SignUpState.WAITING: "warning", SignUpState.WITHDRAWN: "neutral"}

EVENT = Machine(
    "event",
    [
        Transition("announce", (EventState.DRAFT,), EventState.ANNOUNCED),
        Transition("close", (EventState.ANNOUNCED,), EventState.HELD),
        Transition("cancel", (EventState.DRAFT, EventState.ANNOUNCED), EventState.CANCELLED),
    ],
)

SIGN_UP = Machine(
    "sign_up",
    [
        Transition("take", (SignUpState.WITHDRAWN,), SignUpState.SIGNED_UP),
        Transition("queue", (SignUpState.WITHDRAWN,), SignUpState.WAITING),
        Transition("move_up", (SignUpState.WAITING,), SignUpState.SIGNED_UP),
        Transition("withdraw", (SignUpState.SIGNED_UP, SignUpState.WAITING), SignUpState.WITHDRAWN),
    ],
)
