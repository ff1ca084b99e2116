"""The statuses of a job and the steps between them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.workflow.machine import Machine, Transition


class JobStatus(models.TextChoices):
    QUEUED = "queued", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", pgettext_lazy("background job", "cancelled")


MACHINE = Machine(
    "job",
    [
        Transition("claim", (JobStatus.QUEUED, JobStatus.RUNNING), JobStatus.RUNNING),
        Transition("requeue", (JobStatus.QUEUED, JobStatus.RUNNING), JobStatus.QUEUED),
        Transition("finish", (JobStatus.RUNNING,), JobStatus.DONE),
        Transition("fail", (JobStatus.RUNNING, JobStatus.QUEUED), JobStatus.FAILED),
        Transition("cancel", (JobStatus.QUEUED, JobStatus.RUNNING), JobStatus.CANCELLED),
    ],
)
