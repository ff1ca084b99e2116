"""Meetings of a cooperation's groups, their agendas, and the papers of each item."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.files.models import StoredFile
from portal.governance.querysets.meetings import MeetingQuerySet
from portal.governance.states.meetings import MeetingState
from portal.organisations.models import Cooperation, Group


class Meeting(models.Model):
    """A meeting of a cooperation's group; one of all members, such as the founding meeting, has no group.

    ``held_on`` is the day on which it is or was held; while its date is asked for, the first of the days proposed, and
    ``answer_by`` the last day of answering. ``calendar_sequence`` counts what calendars were told of it (SEQUENCE of
    RFC 5545). ``minutes`` is what is minuted of the meeting as a whole, beside its items. From ``put_forward_at`` on
    nothing in them is changed, unless they are taken back.
    """

    cooperation = models.ForeignKey(Cooperation, models.PROTECT, related_name="meetings")
    group = models.ForeignKey(
        Group, models.PROTECT, null=True, blank=True, related_name="meetings", verbose_name=_("group")
    )
    title = models.CharField(_("title"), max_length=200)
    state = models.CharField(_("state"), max_length=10, choices=MeetingState, default=MeetingState.PLANNED)
    held_on = models.DateField(_("held on"))
    starts_at = models.TimeField(_("begins at"), null=True, blank=True)
    ends_at = models.TimeField(_("ends at"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    online_url = models.URLField(_("address of the video meeting"), blank=True)
    minutes = models.TextField(_("minutes"), blank=True)
    answer_by = models.DateField(_("answer at the latest"), null=True, blank=True)
    call_text = models.TextField(_("words of the call"), blank=True)
    called_at = models.DateTimeField(_("called"), null=True, blank=True)
    calendar_sequence = models.PositiveSmallIntegerField(default=0)
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    put_forward_at = models.DateTimeField(_("put forward for approval"), null=True, blank=True)
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-id"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("meeting", args=[self.pk])


class AgendaKind(models.TextChoices):
    DECISION = "decision", _("for decision")
    PROPOSAL = "proposal", _("proposal to take up")
    REPORT = "report", _("report")
    INFORMATION = "information", _("information")
    MINUTES = "minutes", _("minutes of an earlier meeting")
    OTHER = "other", _("other matter")


class AgendaItem(models.Model):
    """An item of a meeting's agenda: what it is about, what is proposed, and what was said of it.

    ``about`` points at whatever the item takes up; ``about_title`` keeps its title as it was then.
    """

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField(_("position"))
    kind = models.CharField(_("kind"), max_length=11, choices=AgendaKind, default=AgendaKind.INFORMATION)
    title = models.CharField(_("title"), max_length=200)
    background = models.TextField(_("background"), blank=True)
    proposal = models.TextField(_("proposed decision"), blank=True)
    presenter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("presented by"),
    )
    minutes = models.TextField(_("minutes"), blank=True)
    minuted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("minuted by")
    )
    minuted_at = models.DateTimeField(_("minuted"), null=True, blank=True)
    about_type = models.ForeignKey(ContentType, models.PROTECT, null=True, blank=True, related_name="+")
    about_id = models.PositiveBigIntegerField(null=True, blank=True)
    about = GenericForeignKey("about_type", "about_id")
    about_title = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["meeting", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "position"], name="agenda_position_once", deferrable=models.Deferrable.DEFERRED
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Paper(models.Model):
    """A paper handed in for an item of the agenda."""

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="papers")
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    title = models.CharField(_("title"), max_length=200)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["item", "position", "id"]

    def __str__(self) -> str:
        return self.title
