"""Mini-competitions: all suppliers of a lot are asked again for one call-off (2014/24/EU art. 33(4)-(5))."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agreements.models.agreements import Agreement, amount
from agreements.models.lots import Lot
from agreements.querysets.competitions import MiniCompetitionQuerySet
from agreements.states.call_offs import AnswerKind, CompetitionStatus
from portal.files.models import StoredFile
from portal.organisations.models import Organisation, Unit
from suppliers.models import Supplier


class MiniCompetition(models.Model):
    """A new competition within a lot, run by the buyer. What comes in is seen by its evaluators alone until the award
    or the cancellation (rule 8). Amounts ex VAT in the agreement's currency."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="competitions")
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="competitions", verbose_name=_("lot"))
    buyer = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("buyer"))
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit"))
    title = models.CharField(_("what is bought"), max_length=250)
    description = models.TextField(_("request"), help_text=_("What is asked for, and how answers are compared."))
    estimated_value = amount(_("estimated value"))
    deadline = models.DateTimeField(_("answers by"), null=True, blank=True)
    answer_to = models.TextField(
        _("how to answer"),
        blank=True,
        help_text=_("Where answers are sent so that nobody opens them before the deadline, and in which form."),
    )
    status = models.CharField(_("status"), max_length=10, choices=CompetitionStatus, default=CompetitionStatus.DRAFT)
    evaluators = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", verbose_name=_("evaluators"))
    winner = models.ForeignKey(
        Supplier, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("winner")
    )
    award_reason = models.TextField(_("reasons for the award"), blank=True)
    cancelled_because = models.TextField(_("why it was cancelled"), blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = MiniCompetitionQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status=CompetitionStatus.AWARDED)
                | Q(winner__isnull=False, decided_at__isnull=False) & ~Q(award_reason=""),
                name="competition_awarded_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[CompetitionStatus.DRAFT, CompetitionStatus.CANCELLED])
                | Q(deadline__isnull=False),
                name="competition_has_deadline",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("mini-competition", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether what came in is still secret."""
        return self.status in (CompetitionStatus.DRAFT, CompetitionStatus.INVITED)


class CompetitionInvitation(models.Model):
    """A supplier of the lot that was invited, and its answer as it was recorded. ``price`` is ex VAT in the
    agreement's currency, ``points`` what the evaluators gave it."""

    competition = models.ForeignKey(MiniCompetition, models.CASCADE, related_name="invitations")
    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="+", verbose_name=_("supplier"))
    invited_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=10, choices=AnswerKind, blank=True)
    received_at = models.DateTimeField(_("received"), null=True, blank=True)
    price = amount(_("price"))
    points = models.DecimalField(_("points"), max_digits=7, decimal_places=2, null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["supplier__sort_sv", "id"]
        constraints = [
            models.UniqueConstraint(fields=["competition", "supplier"], name="invited_once"),
            models.CheckConstraint(condition=Q(price=None) | Q(price__gte=0), name="invitation_price"),
        ]

    def __str__(self) -> str:
        return str(self.supplier)
