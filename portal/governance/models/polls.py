"""Asking for the date of a meeting: the times proposed, and what each seat answers to each of them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.governance.models.meetings import Meeting
from portal.organisations.models import Seat


class DateOption(models.Model):
    """A day, perhaps with its hours, on which a meeting could be held."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="options")
    day = models.DateField(_("day"))
    starts_at = models.TimeField(_("begins at"), null=True, blank=True)
    ends_at = models.TimeField(_("ends at"), null=True, blank=True)

    class Meta:
        ordering = ["day", F("starts_at").asc(nulls_first=True), "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "day", "starts_at"], nulls_distinct=False, name="date_option_once"
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")), name="date_option_hours_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting}: {self.day.isoformat()}"


class Availability(models.TextChoices):
    YES = "yes", _("yes")
    IF_NEEDED = "if_needed", _("if needed")
    NO = "no", _("no")


class DateAnswer(models.Model):
    """What a seat answers to one of the days; ``by`` is its holder or a deputy."""

    option = models.ForeignKey(DateOption, models.CASCADE, related_name="answers")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="+")
    answer = models.CharField(_("answer"), max_length=9, choices=Availability)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("answered"))

    class Meta:
        ordering = ["option", "id"]
        constraints = [models.UniqueConstraint(fields=["option", "seat"], name="date_answer_once_each")]

    def __str__(self) -> str:
        return f"{self.seat}: {self.get_answer_display()}"
