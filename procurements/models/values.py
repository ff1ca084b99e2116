"""The values of a procurement as they were confirmed, with the calculation that they rest on."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.organisations.models import Organisation
from procurements.models.procurements import Procurement


class ValueEstimate(models.Model):
    """An estimated and a maximum value that somebody of the office confirmed; never changed, only followed by another.

    ``months`` is the duration with every extension option, ``headroom`` the per cent that the maximum lies above the
    estimate. Amounts are ex VAT in the procurement's currency.
    """

    procurement = models.ForeignKey(Procurement, models.CASCADE, related_name="estimates")
    months = models.PositiveSmallIntegerField(_("duration in months, options included"))
    headroom = models.DecimalField(_("headroom, per cent"), max_digits=5, decimal_places=2)
    headroom_reason = models.TextField(_("reasons for the headroom"), blank=True)
    estimated_value = models.DecimalField(_("estimated value"), max_digits=15, decimal_places=2)
    maximum_value = models.DecimalField(_("maximum value"), max_digits=15, decimal_places=2)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(_("confirmed at"), auto_now_add=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(estimated_value__gt=0) & Q(maximum_value__gte=F("estimated_value")),
                name="value_estimate_in_order",
            ),
            models.CheckConstraint(
                condition=Q(headroom=0) | (Q(headroom__gt=0) & ~Q(headroom_reason="")),
                name="value_estimate_headroom_explained",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procurement}: {self.estimated_value}"


class ValueLine(models.Model):
    """What one organisation had pledged a year when the values were confirmed, and what it came to."""

    estimate = models.ForeignKey(ValueEstimate, models.CASCADE, related_name="lines")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    is_option = models.BooleanField(_("option"))
    yearly_volume = models.DecimalField(_("pledged a year"), max_digits=15, decimal_places=2)
    value = models.DecimalField(_("over the duration"), max_digits=15, decimal_places=2)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["estimate", "organisation"], name="value_line_once"),
            models.CheckConstraint(condition=Q(yearly_volume__gte=0, value__gte=0), name="value_line_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.value}"
