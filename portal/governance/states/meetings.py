"""How far a meeting has come."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.workflow.machine import Machine, Transition


class MeetingState(models.TextChoices):
    POLLED = "polled", _("date asked for")
    PLANNED = "planned", _("planned")
    CALLED = "called", _("called")
    HELD = "held", _("held, minutes not approved")
    APPROVED = "approved", _("minutes approved")
    CANCELLED = "cancelled", _("cancelled")


#: Until then the agenda can be changed without a new call.
OPEN_AGENDA = (MeetingState.POLLED, MeetingState.PLANNED)
#: Minutes are written and decisions recorded as long as nobody has approved them.
UNLOCKED = (MeetingState.POLLED, MeetingState.PLANNED, MeetingState.CALLED, MeetingState.HELD)

MEETING = Machine(
    "meeting",
    [
        Transition("settle", (MeetingState.POLLED,), MeetingState.PLANNED),
        Transition("call", (MeetingState.PLANNED,), MeetingState.CALLED),
        Transition("hold", (MeetingState.PLANNED, MeetingState.CALLED), MeetingState.HELD),
        Transition("approve", (MeetingState.HELD,), MeetingState.APPROVED),
        Transition("cancel", (MeetingState.POLLED, MeetingState.PLANNED, MeetingState.CALLED), MeetingState.CANCELLED),
    ],
)
