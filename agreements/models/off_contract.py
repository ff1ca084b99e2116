"""Off-contract purchases (avsteg): bought outside an agreement that binds the organisation."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agreements.models.agreements import Agreement
from agreements.querysets.off_contract import OffContractQuerySet
from agreements.states.call_offs import OffContractReason, OffContractStatus
from portal.organisations.models import Organisation, Unit


class OffContractPurchase(models.Model):
    """A purchase outside a binding agreement, noticed by the buyer with its reason. ``amount`` is ex VAT in the
    agreement's currency. One that was wrong is withdrawn, and stays."""

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="off_contract", verbose_name=_("the agreement that binds you")
    )
    buyer = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("buyer"))
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit"))
    title = models.CharField(_("what is bought"), max_length=250)
    supplier_name = models.CharField(_("bought from"), max_length=200)
    amount = models.DecimalField(_("amount"), max_digits=15, decimal_places=2)
    bought_on = models.DateField(_("bought on"))
    reason = models.CharField(_("reason"), max_length=15, choices=OffContractReason)
    explanation = models.TextField(_("explanation"))
    status = models.CharField(_("status"), max_length=10, choices=OffContractStatus, default=OffContractStatus.NOTED)
    withdrawn_because = models.TextField(_("why it was withdrawn"), blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    is_sample = models.BooleanField(default=False)

    objects = OffContractQuerySet.as_manager()

    class Meta:
        ordering = ["-bought_on", "-id"]
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="off_contract_amount")]
        indexes = [models.Index(fields=["buyer", "-bought_on"], name="off_contract_by_buyer")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("off-contract", args=[self.pk])
