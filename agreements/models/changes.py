"""Typed changes of agreements (rule 12): what was changed, on which ground, by whom, and what it touched."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agreements.models.agreements import Agreement, ExtensionOption, amount
from agreements.models.lots import Lot
from agreements.querysets.changes import ChangeQuerySet
from agreements.states.changes import ChangeKind, ChangeStatus, LegalBasis
from portal.files.models import StoredFile
from portal.organisations.models import Organisation
from suppliers.models import Supplier


class AgreementChange(models.Model):
    """A change to an agreement, justified and logged (2014/24/EU art. 72).

    Only what its kind speaks of is filled in. A change that lets the agreement grow needs a legal basis and two persons
    (``needs_two``): one proposes, another confirms. ``touched`` keeps what the preview showed when it was confirmed:
    rights, ceilings, running call-offs and commission, in plain values; ``before`` what was there until it took effect.
    Amounts ex VAT in the agreement's currency.
    """

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="changes")
    kind = models.CharField(_("kind of change"), max_length=20, choices=ChangeKind)
    status = models.CharField(_("status"), max_length=10, choices=ChangeStatus, default=ChangeStatus.PROPOSED)
    effective_on = models.DateField(_("takes effect on"))
    legal_basis = models.CharField(_("legal basis"), max_length=20, choices=LegalBasis, blank=True)
    justification = models.TextField(_("justification"))
    description = models.TextField(_("what is changed"), blank=True)
    document = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("document")
    )
    option = models.ForeignKey(
        ExtensionOption, models.PROTECT, null=True, blank=True, related_name="changes", verbose_name=_("option")
    )
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("lot"))
    supplier = models.ForeignKey(
        Supplier, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("supplier")
    )
    successor = models.ForeignKey(
        Supplier, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("successor")
    )
    new_name = models.CharField(_("new name"), max_length=200, blank=True)
    new_owner = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("new owner")
    )
    new_maximum = amount(_("new maximum value"))
    new_last_day = models.DateField(_("new last day"), null=True, blank=True)
    percent = models.DecimalField(_("price change, per cent"), max_digits=7, decimal_places=3, null=True, blank=True)
    index_name = models.CharField(_("index"), max_length=150, blank=True)
    needs_two = models.BooleanField(_("needs a second person"), default=True)
    touched = models.JSONField(default=dict, blank=True)
    before = models.JSONField(default=dict, blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(auto_now_add=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-effective_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="change_grows_by_two",
                condition=Q(needs_two=False)
                | ~Q(status__in=[ChangeStatus.CONFIRMED, ChangeStatus.IN_EFFECT])
                | Q(confirmed_by__isnull=False) & ~Q(confirmed_by=F("proposed_by")) & ~Q(legal_basis=""),
            ),
            models.CheckConstraint(
                name="change_kind_grows",
                condition=Q(needs_two=True)
                | ~Q(kind__in=[ChangeKind.SCOPE, ChangeKind.SUPPLIER_REPLACED])
                & ~Q(kind=ChangeKind.EXTENSION, option__isnull=True),
            ),
            models.CheckConstraint(condition=~Q(justification=""), name="change_justified"),
        ]
        indexes = [
            models.Index(
                fields=["effective_on"], condition=Q(status=ChangeStatus.CONFIRMED), name="change_waiting_for_its_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.agreement}"

    def get_absolute_url(self) -> str:
        return reverse("agreement-change", args=[self.pk])
