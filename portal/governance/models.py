"""Meetings and the decisions taken at them."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.governance.querysets import DecisionQuerySet, MeetingQuerySet
from portal.organisations.models import Cooperation, Group, Membership


class Meeting(models.Model):
    """A meeting of a cooperation's group; the founding meeting comes before there is one."""

    cooperation = models.ForeignKey(Cooperation, models.PROTECT, related_name="meetings")
    group = models.ForeignKey(
        Group, models.PROTECT, null=True, blank=True, related_name="meetings", verbose_name=_("group")
    )
    title = models.CharField(_("title"), max_length=200)
    held_on = models.DateField(_("held on"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    minutes = models.TextField(_("minutes"), blank=True)
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-id"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("meeting", args=[self.pk])


class Decision(models.Model):
    """What a meeting decided, in its own words, and the day it takes effect."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="decisions")
    case_number = models.CharField(_("case number"), max_length=40, blank=True)
    title = models.CharField(_("title"), max_length=200)
    wording = models.TextField(_("wording"))
    conditions = models.TextField(_("conditions"), blank=True)
    is_unanimous = models.BooleanField(_("unanimous"), default=True)
    votes_for = models.PositiveSmallIntegerField(_("votes for"), null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField(_("votes against"), null=True, blank=True)
    takes_effect_on = models.DateField(_("takes effect on"))

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_unanimous=True, votes_for=None, votes_against=None)
                | Q(is_unanimous=False, votes_for__isnull=False, votes_against__isnull=False),
                name="decision_votes",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{self.meeting.get_absolute_url()}#decision-{self.pk}"


class MembershipDecision(models.Model):
    """The decision on which a membership stands: the founding, or an admission."""

    membership = models.OneToOneField(Membership, models.CASCADE, related_name="decided_by")
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="memberships")

    def __str__(self) -> str:
        return f"{self.membership}: {self.decision}"
