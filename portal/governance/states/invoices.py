"""How far a run of invoices has come."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.workflow.machine import Machine, Transition


class RunState(models.TextChoices):
    DRAFT = "draft", _("draft")
    ISSUED = "issued", _("issued")
    DROPPED = "dropped", _("dropped")


RUN_TONES = {RunState.DRAFT: "info", RunState.ISSUED: "success", RunState.DROPPED: "neutral"}

#: An issued run is never taken back: a credit note undoes each of its invoices.
RUN = Machine(
    "invoice_run",
    [
        Transition("issue", (RunState.DRAFT,), RunState.ISSUED),
        Transition("drop", (RunState.DRAFT,), RunState.DROPPED),
    ],
)
