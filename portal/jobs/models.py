"""Long work: a row with its owner, progress, lease, result and error."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.jobs import registry
from portal.jobs.querysets import JobQuerySet
from portal.jobs.states import JobStatus


class Job(models.Model):
    """A piece of long work. A worker holds it by a lease that it renews; a lease that ran out frees it.

    While the job waits, ``lease_until`` says when its message counts as lost and is sent again. ``attempt`` names the
    worker's claim: only the holder of the latest claim may write progress or the result, so that a worker that was
    thought dead cannot finish what another has taken over.
    """

    kind = models.CharField(max_length=60)
    params = models.JSONField(default=dict)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="jobs")
    language = models.CharField(max_length=5)
    status = models.CharField(_("status"), max_length=10, choices=JobStatus, default=JobStatus.QUEUED)
    step = models.CharField(max_length=200, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    attempt = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    queued_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    result = models.JSONField(null=True)
    error = models.TextField(blank=True)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["lease_until"], condition=Q(status__in=["queued", "running"]), name="job_unfinished"),
            models.Index(fields=["owner", "-id"], name="job_by_owner"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(total=0) | Q(done__lte=F("total")), name="job_done_within_total"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("job", args=[self.pk])

    @property
    def title(self) -> str:
        """What is being made, in the reader's language."""
        return registry.kind_of(self).title(self)

    @property
    def result_url(self) -> str:
        """The page on which a finished job's result is shown; empty when the job page itself is all there is."""
        return registry.kind_of(self).result_url(self) if self.status == JobStatus.DONE else ""

    @property
    def tone(self) -> str:
        """The tone of the status, for tags."""
        return {JobStatus.DONE: "success", JobStatus.FAILED: "danger", JobStatus.RUNNING: "info"}.get(
            self.status, "neutral"
        )

    @property
    def percent(self) -> int:
        """How far the work is, 0 to 100."""
        return 100 if self.status == JobStatus.DONE else (100 * self.done // self.total if self.total else 0)

    @property
    def is_finished(self) -> bool:
        return self.status not in (JobStatus.QUEUED, JobStatus.RUNNING)
