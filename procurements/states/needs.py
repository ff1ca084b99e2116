"""The states of a need: it is reported, answered, or one with another that was reported before."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.workflow.machine import Machine, Transition


class NeedState(models.TextChoices):
    REPORTED = "reported", _("reported")
    ANSWERED = "answered", _("answered")
    MERGED = "merged", pgettext_lazy("need", "merged")


NEED = Machine(
    "need",
    [
        Transition("answered", (NeedState.REPORTED,), NeedState.ANSWERED),
        Transition("merged", (NeedState.REPORTED, NeedState.ANSWERED), NeedState.MERGED),
    ],
)
