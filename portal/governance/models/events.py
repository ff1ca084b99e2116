"""Workshops, courses and gatherings: what they are about, who takes part, and what remains of them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.files.models import StoredFile
from portal.governance.querysets.events import EventQuerySet, SignUpQuerySet
from portal.governance.states.events import EventState, SignUpState
from portal.organisations.models import Cooperation, Group, Organisation


class EventKind(models.TextChoices):
    WORKSHOP = "workshop", _("workshop")
    COURSE = "course", _("course")
    GATHERING = "gathering", _("gathering")
    OTHER = "other", _("other event")


class Event(models.Model):
    """An event of a cooperation. Without ``groups`` it is for everybody in the cooperation.

    ``seats`` is None where there is room for all. ``announced_at`` stays when it is cancelled: who learned of it may
    read that it is not held.
    """

    cooperation = models.ForeignKey(Cooperation, models.PROTECT, related_name="events")
    kind = models.CharField(_("kind"), max_length=9, choices=EventKind)
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("what it is about"), blank=True)
    state = models.CharField(_("state"), max_length=9, choices=EventState, default=EventState.DRAFT)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    online_url = models.URLField(_("address of the video meeting"), blank=True)
    host = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("host")
    )
    speakers = models.TextField(_("speakers"), blank=True)
    groups = models.ManyToManyField(Group, related_name="events", blank=True, verbose_name=_("for the groups"))
    is_public = models.BooleanField(_("listed for everybody"), default=False)
    seats = models.PositiveIntegerField(_("number of places"), null=True, blank=True)
    sign_up_until = models.DateField(_("sign up until"), null=True, blank=True)
    takeaways = models.TextField(_("what was learned"), blank=True)
    announced_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at", "-id"]
        indexes = [models.Index(fields=["cooperation", "starts_at"], name="event_by_day")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="event_times"),
            models.CheckConstraint(condition=Q(seats=None) | Q(seats__gt=0), name="event_seats"),
            models.CheckConstraint(
                condition=Q(state__in=[EventState.DRAFT, EventState.CANCELLED]) | Q(announced_at__isnull=False),
                name="event_announced",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("event", args=[self.pk])


class SignUp(models.Model):
    """A person's place at an event, or on its waiting list, which moves up in the order of ``asked_at``.

    ``has_attended`` is ticked afterwards; None while nobody has said.
    """

    event = models.ForeignKey(Event, models.CASCADE, related_name="sign_ups")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="event_sign_ups", verbose_name=_("who")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("organisation")
    )
    state = models.CharField(_("state"), max_length=9, choices=SignUpState)
    asked_at = models.DateTimeField(_("asked for"), default=timezone.now)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    note = models.CharField(_("note to the host"), max_length=200, blank=True)
    has_attended = models.BooleanField(_("was there"), null=True, blank=True)

    objects = SignUpQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [models.UniqueConstraint(fields=["event", "user"], name="sign_up_once_each")]

    def __str__(self) -> str:
        return f"{self.user}: {self.event}"


class EventMaterial(models.Model):
    """A file for those who take part."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="material")
    title = models.CharField(_("title"), max_length=200)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["event", "id"]

    def __str__(self) -> str:
        return self.title
