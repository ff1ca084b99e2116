"""The audit trail, the reminders that went out, and the calendars that people subscribe to."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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


class Frequency(models.TextChoices):
    """How often a person wants to be reminded of deadlines by e-mail."""

    DAILY = "daily", _("every day on which there is something new")
    WEEKLY = "weekly", _("on Mondays")
    NEVER = "never", pgettext_lazy("reminders", "never")


class ReminderWish(models.Model):
    """What a person has chosen; whoever has chosen nothing is reminded daily."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, primary_key=True, related_name="reminder_wish"
    )
    frequency = models.CharField(_("reminders by e-mail"), max_length=6, choices=Frequency)

    def __str__(self) -> str:
        return f"{self.user_id} {self.frequency}"


class ReminderDay(models.Model):
    """A day whose reminders have been claimed, for everybody at once. Its row is written with the claims: a second
    process waits for it and then finds nothing to do."""

    day = models.DateField(primary_key=True)

    def __str__(self) -> str:
        return str(self.day)


class Reminder(models.Model):
    """That a person is told of a deadline, once for each of its steps.

    ``kind`` and ``mark`` are the deadline's, ``step`` how many days before it was due, ``day`` when it was claimed.
    ``sent_at`` is set before the letter is handed over and taken back when that fails: what is NULL still has to be
    sent.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    mark = models.CharField(max_length=120)
    step = models.PositiveSmallIntegerField()
    day = models.DateField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "mark", "step"], name="reminded_once")]
        indexes = [models.Index(fields=["user"], condition=Q(sent_at=None), name="reminder_to_send")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.mark} {self.step}"


class CalendarFeed(models.Model):
    """A person's calendar of deadlines, read by whoever knows its secret address. Only the SHA-256 of the secret is
    kept: 256 random bits need no slow hash."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="calendar_feed")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.user_id)
