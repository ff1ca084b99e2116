"""Members that join, leave and merge, companies that change owner, and who succeeds whom."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agreements.querysets.reorganisations import ReorganisationQuerySet
from agreements.states.reorganisations import ReorganisationKind, ReorganisationStatus
from portal.governance.models import Decision
from portal.organisations.models import Cooperation, Organisation


class Reorganisation(models.Model):
    """A change among a cooperation's members from a day, ``effective_on``: the first on which it is so.

    ``organisations`` are those that join or leave, those that merge and cease, or the company that changes owner.
    ``preview`` keeps the effects as they were confirmed, ``outcome`` those that happened, in plain values; nothing is
    written elsewhere before the day. ``hindrance`` says why it could not take effect when its day came.
    """

    cooperation = models.ForeignKey(
        Cooperation, models.PROTECT, related_name="reorganisations", verbose_name=_("cooperation")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=ReorganisationKind)
    status = models.CharField(
        _("status"), max_length=12, choices=ReorganisationStatus, default=ReorganisationStatus.PLANNED
    )
    effective_on = models.DateField(_("from"))
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="reorganisations", verbose_name=_("decision")
    )
    justification = models.TextField(_("justification"))
    organisations = models.ManyToManyField(Organisation, related_name="reorganisations")
    successor = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", verbose_name=_("successor")
    )
    from_owner = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", verbose_name=_("former owner")
    )
    to_owner = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+", verbose_name=_("new owner"))
    stays_authority = models.BooleanField(_("still a contracting authority"), default=True)
    preview = models.JSONField(default=list)
    outcome = models.JSONField(default=list)
    hindrance = models.TextField(_("why it did not take effect"), blank=True)
    took_effect_at = models.DateTimeField(null=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = ReorganisationQuerySet.as_manager()

    class Meta:
        ordering = ["-effective_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(justification=""), name="reorganisation_justified"),
            models.CheckConstraint(
                name="reorganisation_is_whole",
                condition=Q(kind__in=[ReorganisationKind.JOIN, ReorganisationKind.LEAVE], decision__isnull=False)
                | Q(kind=ReorganisationKind.MERGER, successor__isnull=False)
                | Q(kind=ReorganisationKind.OWNERSHIP, from_owner__isnull=False),
            ),
            models.CheckConstraint(
                condition=Q(to_owner=None) | ~Q(to_owner=F("from_owner")), name="reorganisation_owner_changes"
            ),
            models.CheckConstraint(
                condition=~Q(status=ReorganisationStatus.IN_EFFECT) | Q(took_effect_at__isnull=False),
                name="reorganisation_in_effect_since",
            ),
        ]
        indexes = [
            models.Index(
                fields=["effective_on"],
                condition=Q(status=ReorganisationStatus.PLANNED),
                name="reorganisation_waiting",
            ),
            models.Index(fields=["cooperation", "-effective_on"], name="reorganisation_by_cooperation"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.effective_on}"

    def get_absolute_url(self) -> str:
        return reverse("reorganisation", args=[self.pk])


class Succession(models.Model):
    """Who has taken the place of an organisation that ceased, from a day; through several mergers it holds each pair.

    Ledger entries and call-offs keep the buyer that made them. Whoever asks for an organisation's own asks for its
    predecessors' too.
    """

    predecessor = models.ForeignKey(Organisation, models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    since = models.DateField()
    reorganisation = models.ForeignKey(Reorganisation, models.PROTECT, related_name="successions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="succession_once"),
            models.CheckConstraint(condition=~Q(predecessor=F("successor")), name="succession_not_of_itself"),
        ]
        indexes = [models.Index(fields=["successor", "predecessor"], name="succession_by_successor")]

    def __str__(self) -> str:
        return f"{self.predecessor} – {self.successor}"
