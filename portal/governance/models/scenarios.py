"""Models of how the office could be paid for, kept to be compared."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.governance.models.cost_keys import CostKey
from portal.governance.querysets.economy import EconomyQuerySet
from portal.organisations.models import Cooperation


class Scenario(models.Model):
    """Three ways to run the office for a year, side by side, ex VAT in the cooperation's currency: a coordinator of
    its own, hours bought from others, and a network that members pay a fee by inhabitants to.

    The first two are divided by ``key``, or in equal parts where none is named.
    """

    cooperation = models.ForeignKey(Cooperation, models.PROTECT, related_name="scenarios")
    name = models.CharField(_("name"), max_length=120)
    year = models.PositiveSmallIntegerField(_("year"))
    key = models.ForeignKey(
        CostKey, models.PROTECT, null=True, blank=True, related_name="scenarios", verbose_name=_("cost key")
    )
    coordinator_amount = models.DecimalField(_("own coordinator, a year"), max_digits=15, decimal_places=2)
    manager_rate = models.DecimalField(_("manager, an hour"), max_digits=9, decimal_places=2)
    manager_hours = models.PositiveIntegerField(_("hours of a manager"))
    adviser_rate = models.DecimalField(_("adviser, an hour"), max_digits=9, decimal_places=2)
    adviser_hours = models.PositiveIntegerField(_("hours of an adviser"))
    network_fee = models.DecimalField(_("network, for each inhabitant"), max_digits=9, decimal_places=2)
    note = models.TextField(_("note"), blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = EconomyQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "name"]
        constraints = [
            models.UniqueConstraint(fields=["cooperation", "name"], name="scenario_name_once"),
            models.CheckConstraint(condition=Q(year__gte=1990, year__lte=2100), name="scenario_year"),
            models.CheckConstraint(
                condition=Q(coordinator_amount__gt=0, manager_rate__gte=0, adviser_rate__gte=0, network_fee__gte=0),
                name="scenario_amounts",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("scenario", args=[self.pk])
