"""Non-conformities (avvikelser) and complaints (reklamationer): the supplier fails, and what comes of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agreements.models.agreements import Agreement
from agreements.models.call_offs import CallOff
from agreements.models.lots import Lot
from agreements.querysets.follow_up import NonConformityQuerySet
from agreements.states.follow_up import NonConformityKind, NonConformityStatus, Severity
from portal.organisations.models import Organisation
from suppliers.models import Supplier


class NonConformity(models.Model):
    """The supplier did not deliver as agreed. Seen by the buyer, by those who follow the agreement up, and by the
    supplier from the day it is sent there; ``internal_note`` never."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="non_conformities")
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("lot"))
    call_off = models.ForeignKey(
        CallOff, models.PROTECT, null=True, blank=True, related_name="non_conformities", verbose_name=_("call-off")
    )
    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="+", verbose_name=_("supplier"))
    buyer = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("buyer"))
    kind = models.CharField(
        _("kind"), max_length=15, choices=NonConformityKind, default=NonConformityKind.NON_CONFORMITY
    )
    title = models.CharField(_("title"), max_length=200)
    what_happened = models.TextField(_("what happened"))
    happened_on = models.DateField(_("happened on"))
    severity = models.CharField(_("severity"), max_length=10, choices=Severity, default=Severity.MINOR)
    demand = models.TextField(_("what the supplier is asked to do"))
    answer_by = models.DateField(_("answer by"))
    status = models.CharField(
        _("status"), max_length=10, choices=NonConformityStatus, default=NonConformityStatus.REPORTED
    )
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    answer = models.TextField(_("the supplier's answer"), blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.TextField(_("outcome"), blank=True)
    internal_note = models.TextField(
        _("internal note"), blank=True, help_text=_("For our own side. The supplier never sees it.")
    )
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reported_at = models.DateTimeField(auto_now_add=True)
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = NonConformityQuerySet.as_manager()

    class Meta:
        ordering = ["-happened_on", "-id"]
        verbose_name_plural = "non-conformities"
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=[NonConformityStatus.REPORTED, NonConformityStatus.WITHDRAWN])
                | Q(sent_at__isnull=False),
                name="non_conformity_sent_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(status=NonConformityStatus.ANSWERED) | ~Q(answer="") & Q(answered_at__isnull=False),
                name="non_conformity_answer_has_words",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[NonConformityStatus.CLOSED, NonConformityStatus.WITHDRAWN]) | ~Q(outcome=""),
                name="non_conformity_ends_with_outcome",
            ),
        ]
        indexes = [
            models.Index(fields=["agreement", "-happened_on"], name="non_conformity_by_agreement"),
            models.Index(fields=["supplier", "kind"], name="non_conformity_by_supplier"),
            models.Index(fields=["buyer", "-happened_on"], name="non_conformity_by_buyer"),
            models.Index(
                fields=["answer_by"], condition=Q(status=NonConformityStatus.SENT), name="non_conformity_awaited"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("non-conformity", args=[self.pk])
