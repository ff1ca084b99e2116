"""Call-offs: what a buyer buys under an agreement."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agreements.models.agreements import Agreement
from agreements.models.competitions import MiniCompetition
from agreements.models.lots import Lot
from agreements.querysets.call_offs import CallOffQuerySet
from agreements.states.call_offs import CallOffStatus
from portal.files.models import StoredFile
from portal.organisations.models import Organisation, Unit
from suppliers.models import Supplier


class CallOff(models.Model):
    """A buyer's own contract under an agreement (rule 6: it answers for it itself). ``amount`` is ex VAT in the
    agreement's currency; what is reserved of it stands in the ceiling ledger."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="call_offs")
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, related_name="call_offs", verbose_name=_("lot"))
    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="call_offs", verbose_name=_("supplier"))
    buyer = models.ForeignKey(Organisation, models.PROTECT, related_name="call_offs", verbose_name=_("buyer"))
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit"))
    title = models.CharField(_("what is bought"), max_length=250)
    reference = models.CharField(_("your reference"), max_length=80, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=15, decimal_places=2)
    called_off_on = models.DateField(_("called off on"))
    starts_on = models.DateField(_("delivery from"), null=True, blank=True)
    ends_on = models.DateField(_("the contract ends on"))
    status = models.CharField(_("status"), max_length=10, choices=CallOffStatus, default=CallOffStatus.MADE)
    passing_over = models.TextField(
        _("why a supplier of higher rank was passed over"),
        blank=True,
        help_text=_("Needed when you choose another supplier than the one that is next in rank."),
    )
    choice = models.TextField(
        _("why this supplier"), blank=True, help_text=_("How the stated conditions lead to this supplier.")
    )
    competition = models.ForeignKey(
        MiniCompetition,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="call_offs",
        verbose_name=_("mini-competition"),
    )
    contact = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="call_offs", verbose_name=_("contact")
    )
    cancelled_because = models.TextField(_("why it was cancelled"), blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = CallOffQuerySet.as_manager()

    class Meta:
        ordering = ["-called_off_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="call_off_amount"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("called_off_on")) & (Q(starts_on=None) | Q(starts_on__lte=F("ends_on"))),
                name="call_off_dates",
            ),
            models.UniqueConstraint(
                fields=["competition"],
                condition=~Q(status=CallOffStatus.CANCELLED),
                name="call_off_once_from_competition",
            ),
            models.CheckConstraint(
                condition=~Q(status=CallOffStatus.CANCELLED) | ~Q(cancelled_because=""),
                name="call_off_cancelled_because",
            ),
        ]
        indexes = [
            models.Index(fields=["buyer", "-called_off_on", "-id"], name="call_off_by_buyer"),
            models.Index(fields=["agreement", "-called_off_on", "-id"], name="call_off_by_agreement"),
            models.Index(fields=["supplier", "-called_off_on"], name="call_off_by_supplier"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("call-off", args=[self.pk])

    @property
    def number(self) -> str:
        """How the call-off is named in letters: the year and a number that is never used twice."""
        return f"{self.called_off_on.year}-{self.pk:05d}"


class CallOffDocument(models.Model):
    """A file of a call-off, seen by those who see the call-off."""

    call_off = models.ForeignKey(CallOff, models.CASCADE, related_name="documents")
    title = models.CharField(_("title"), max_length=200)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["title", "id"]

    def __str__(self) -> str:
        return self.title
