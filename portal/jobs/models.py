"""Long work: a row with its owner, progress, lease, result and error."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.jobs.states import JobStatus


class Job(models.Model):
    """A piece of long work. A worker holds it by a lease that it renews; a lease that ran out frees it.

    ``attempt`` names the worker's claim: only the holder of the latest claim may write progress or the result, so
    that a worker that was thought dead cannot finish what another has taken over.
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

    @property
    def percent(self) -> int:
        """How far the work is, 0 to 100."""
        return 100 if self.status == JobStatus.DONE else (100 * self.done // self.total if self.total else 0)

    @property
    def is_finished(self) -> bool:
        return self.status not in (JobStatus.QUEUED, JobStatus.RUNNING)
