"""Needs that members report."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.law.jurisdictions import JURISDICTIONS
from portal.organisations.models import Organisation, Unit
from procurements.querysets.needs import NeedQuerySet
from procurements.states.needs import NeedState


class Need(models.Model):
    """Something that a member needs and no agreement covers, reported by one of its people and answered by its
    purchasing contact or the office. The amount is ex VAT in the currency of the organisation's country."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="needs", verbose_name=_("organisation"))
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit"))
    what = models.CharField(_("what is needed"), max_length=250)
    cpv = models.ForeignKey(
        "reference.CpvCode", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("CPV code")
    )
    amount = models.DecimalField(_("estimated amount"), max_digits=15, decimal_places=2, null=True, blank=True)
    wanted_by = models.DateField(_("wanted by"), null=True, blank=True)
    description = models.TextField(_("description"), blank=True)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="needs", verbose_name=_("reported by")
    )
    reported_at = models.DateTimeField(_("reported at"), auto_now_add=True)
    state = models.CharField(_("state"), max_length=10, choices=NeedState, default=NeedState.REPORTED)
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = NeedQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gte=0), name="need_amount_not_negative"),
            models.CheckConstraint(
                condition=Q(state=NeedState.REPORTED, answered_by=None, answered_at=None)
                | Q(state=NeedState.ANSWERED, answered_by__isnull=False, answered_at__isnull=False),
                name="need_answered_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "state"], name="need_by_organisation")]

    def __str__(self) -> str:
        return self.what

    def get_absolute_url(self) -> str:
        return reverse("need", args=[self.pk])

    @property
    def currency(self) -> str:
        return JURISDICTIONS[self.organisation.country].currency
