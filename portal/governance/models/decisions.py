"""What meetings decided: the wording, the votes, the reservations, and the conditions that have to be met."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.governance.models.meetings import AgendaItem, Meeting
from portal.governance.querysets.decisions import ConditionQuerySet, DecisionQuerySet
from portal.governance.states.decisions import PROGRESS_TONES, Progress, progress


class Decision(models.Model):
    """What a meeting decided, in its own words, and the day it takes effect.

    What it sets (a budget, a commission rate, a cost key, a membership, a goal, a policy, the start of a procurement)
    points back at it: see ``portal.governance.effects``. Once the minutes of its meeting are approved it stands as it
    was written, which PostgreSQL keeps too; what is decided otherwise later is a decision of its own that ``replaces``
    it.
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="decisions")
    item = models.ForeignKey(
        AgendaItem, models.PROTECT, null=True, blank=True, related_name="decisions", verbose_name=_("agenda item")
    )
    case_number = models.CharField(_("case number"), max_length=40, blank=True)
    title = models.CharField(_("title"), max_length=200)
    wording = models.TextField(_("wording"))
    is_unanimous = models.BooleanField(_("unanimous"), default=True)
    votes_for = models.PositiveSmallIntegerField(_("votes for"), null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField(_("votes against"), null=True, blank=True)
    votes_abstained = models.PositiveSmallIntegerField(_("abstained"), null=True, blank=True)
    takes_effect_on = models.DateField(_("takes effect on"))
    is_public = models.BooleanField(_("public"), default=False)
    reservations_public = models.BooleanField(_("reservations are public, with their names"), default=False)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name=_("replaces")
    )
    version = models.PositiveIntegerField(default=1)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_unanimous=True, votes_for=None, votes_against=None, votes_abstained=None)
                | Q(is_unanimous=False, votes_for__isnull=False, votes_against__isnull=False),
                name="decision_votes",
            ),
            models.CheckConstraint(condition=~Q(replaces=F("id")), name="decision_replaces_another"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("decision", args=[self.pk])

    @property
    def votes(self) -> str:
        """The votes in words."""
        if self.is_unanimous:
            return gettext("unanimous")
        said = {"for": self.votes_for, "against": self.votes_against, "abstained": self.votes_abstained}
        if self.votes_abstained is None:
            return gettext("%(for)s for, %(against)s against") % said
        return gettext("%(for)s for, %(against)s against, %(abstained)s abstained") % said


class DecisionCondition(models.Model):
    """What a decision demands to be done: by whom, by when, and the day it was met."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="conditions")
    text = models.TextField(_("condition"))
    due_on = models.DateField(_("due on"), null=True, blank=True)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("responsible")
    )
    met_on = models.DateField(_("met on"), null=True, blank=True)
    outcome = models.TextField(_("how it was met"), blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ConditionQuerySet.as_manager()

    class Meta:
        ordering = [F("due_on").asc(nulls_last=True), "id"]
        constraints = [
            models.CheckConstraint(condition=Q(met_on__isnull=False) | Q(outcome=""), name="condition_met_on_a_day"),
        ]

    def __str__(self) -> str:
        return Truncator(self.text).chars(80)

    def get_absolute_url(self) -> str:
        return f"{self.decision.get_absolute_url()}#condition-{self.pk}"

    @property
    def progress(self) -> Progress:
        """How far it has come today."""
        return progress(self.met_on, self.due_on, timezone.localdate())

    @property
    def tone(self) -> str:
        return PROGRESS_TONES[self.progress]


class Reservation(models.Model):
    """Somebody's reservation against a decision, in that person's words."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="reservations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    text = models.TextField(_("reservation"))

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["decision", "user"], name="reservation_once_each")]

    def __str__(self) -> str:
        return f"{self.user}: {self.decision}"
