"""The states of a need: it is reported, and answered."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.workflow.machine import Machine, Transition


class NeedState(models.TextChoices):
    REPORTED = "reported", _("reported")
    ANSWERED = "answered", _("answered")


NEED = Machine("need", [Transition("answered", (NeedState.REPORTED,), NeedState.ANSWERED)])
