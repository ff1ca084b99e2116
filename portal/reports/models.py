"""Reports as they were made, and when the next ones are due."""

from datetime import date, timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Role
from portal.organisations.models import Cooperation
from portal.reports.packs.models import MeetingPack
from portal.reports.querysets import ReportQuerySet

__all__ = ["Frequency", "MeetingPack", "Report", "ReportSchedule"]

LATEST_DAY = 28  # every month has one


class Report(models.Model):
    """A steering summary as it was made: the file, and the figures as they were on the day they were taken."""

    cooperation = models.ForeignKey(Cooperation, models.PROTECT, related_name="reports", verbose_name=_("cooperation"))
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    taken_at = models.DateTimeField(_("figures taken"))
    figures = models.JSONField()
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    job = models.OneToOneField("jobs.Job", models.PROTECT, related_name="report")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("asked for by"),
        help_text=_("Nobody, when it was made on schedule."),
    )

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-taken_at", "-id"]
        indexes = [models.Index(fields=["cooperation", "-taken_at"], name="report_latest")]

    def __str__(self) -> str:
        return f"{self.cooperation} {self.taken_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("report", args=[self.pk])


class Frequency(models.TextChoices):
    MONTHLY = "monthly", _("every month")
    QUARTERLY = "quarterly", _("every quarter")
    ONCE = "once", _("once, before a meeting")


RECIPIENTS = [
    (role.value, role.label)
    for role in (Role.STEERING_GROUP, Role.WORKING_GROUP, Role.MANAGER, Role.OFFICER, Role.CONTACT)
]


class ReportSchedule(models.Model):
    """When a cooperation's steering summary is made by itself, and who is told.

    ``last_made_for`` is the due day that the latest one was made for: a day is never served twice.
    """

    cooperation = models.OneToOneField(Cooperation, models.CASCADE, related_name="report_schedule")
    is_active = models.BooleanField(_("make the summary on schedule"), default=True)
    frequency = models.CharField(_("how often"), max_length=10, choices=Frequency, default=Frequency.QUARTERLY)
    day = models.PositiveSmallIntegerField(
        _("day of the month"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(LATEST_DAY)],
        help_text=_("1 to 28; every quarter means January, April, July and October."),
    )
    meeting_on = models.DateField(_("day of the meeting"), null=True, blank=True)
    days_before = models.PositiveSmallIntegerField(
        _("days before the meeting"), default=7, validators=[MaxValueValidator(60)]
    )
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    recipients = ArrayField(
        models.CharField(max_length=30, choices=RECIPIENTS),
        default=list,
        blank=True,
        verbose_name=_("who gets an e-mail when it is made"),
    )
    last_made_for = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(frequency=Frequency.ONCE) | Q(meeting_on__isnull=False), name="schedule_meeting_day"
            ),
            models.CheckConstraint(condition=Q(day__gte=1, day__lte=LATEST_DAY), name="schedule_day_of_month"),
        ]

    def __str__(self) -> str:
        return f"{self.cooperation}: {self.get_frequency_display()}"

    def due_day(self, today: date) -> date | None:
        """The latest day, up to today, on which a summary is due; ``None`` when none has been yet."""
        if self.frequency == Frequency.ONCE:
            due = self.meeting_on - timedelta(days=self.days_before)
            return due if due <= today <= self.meeting_on else None
        step = 3 if self.frequency == Frequency.QUARTERLY else 1
        months = today.year * 12 + (today.month - 1) // step * step
        due = date(months // 12, months % 12 + 1, self.day)
        if due > today:
            months -= step
            due = date(months // 12, months % 12 + 1, self.day)
        return due

    def begins_after(self, today: date) -> date | None:
        """The due day that a new schedule counts as served: what was due before there was a schedule stays unmade. A
        meeting that is near enough is served at once."""
        return None if self.frequency == Frequency.ONCE else self.due_day(today)
