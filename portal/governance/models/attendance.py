"""Who was at a meeting, and who approves its minutes."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.governance.models.meetings import Meeting
from portal.organisations.models import Organisation, Seat


class AttendanceStatus(models.TextChoices):
    PRESENT = "present", _("present")
    DEPUTY = "deputy", _("deputy present")
    EXCUSED = "excused", _("excused")
    ABSENT = "absent", _("absent")
    GUEST = "guest", _("also present")


#: A seat is taken by its holder or by a deputy.
TAKEN = (AttendanceStatus.PRESENT, AttendanceStatus.DEPUTY)


class Attendance(models.Model):
    """One line of the list of those present.

    A line of a ``seat`` says whether it was taken: ``user`` is its holder or the deputy who came, ``organisation`` whom
    the seat was for. A line without a seat is of somebody who was there beside the group, under ``name``.
    """

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendance")
    seat = models.ForeignKey(Seat, models.PROTECT, null=True, blank=True, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("for")
    )
    name = models.CharField(_("name"), max_length=150, blank=True)
    status = models.CharField(_("status"), max_length=7, choices=AttendanceStatus)

    class Meta:
        ordering = ["meeting", "id"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "seat"], name="attendance_of_a_seat_once"),
            models.CheckConstraint(
                condition=Q(seat__isnull=False, user__isnull=False, name="") & ~Q(status=AttendanceStatus.GUEST)
                | Q(seat=None, status=AttendanceStatus.GUEST) & ~Q(name=""),
                name="attendance_of_a_seat_or_a_guest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user or self.name}: {self.get_status_display()}"


class Adjuster(models.Model):
    """Somebody who approves the minutes of a meeting: its chair, and those whom the meeting chose for it."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="adjusters")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person"))
    is_chair = models.BooleanField(_("chaired the meeting"), default=False)
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)

    class Meta:
        ordering = ["-is_chair", "id"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "user"], name="adjuster_once_each"),
            models.UniqueConstraint(fields=["meeting"], condition=Q(is_chair=True), name="adjuster_one_chair"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.meeting}"


class MinutesNote(models.Model):
    """What was found wrong in minutes after they were approved: it stands beside them, and they stay as they were."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("written"))
    text = models.TextField(_("note"))

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.author}: {self.meeting}"
