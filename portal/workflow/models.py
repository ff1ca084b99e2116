"""The audit trail: who did what to which object, when and why."""

from django.conf import settings
from django.db import models


class AuditEvent(models.Model):
    """One thing somebody did, written in the same transaction as the change itself; never edited or deleted.

    ``changes`` holds ``{field: [before, after]}`` in plain JSON values. Rows keep the actor's id only: a person
    who is erased is pseudonymised in one place. PostgreSQL refuses updates and deletes (migration 0001).
    """

    at = models.DateTimeField(auto_now_add=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    action = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    object_label = models.CharField(max_length=300)
    object_version = models.PositiveIntegerField(null=True)
    changes = models.JSONField(default=dict)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["object_type", "object_id", "-id"], name="audit_by_object"),
            models.Index(fields=["actor", "-id"], name="audit_by_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.object_label}"
