"""The commission that suppliers pay on their turnover, dated."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from portal.governance.models.decisions import Decision
from portal.governance.querysets.economy import DatedQuerySet
from portal.organisations.models import Cooperation
from portal.organisations.periods import dates_in_order, never_twice


class CommissionRate(models.Model):
    """The rate, in per cent of the turnover that suppliers report ex VAT, from a day to a day, by a decision (rule 14).

    Never edited: the next rate ends it the day before it begins. ``withdrawn_by`` is the decision that put another in
    its place before it began: it never was in force.
    """

    cooperation = models.ForeignKey(Cooperation, models.PROTECT, related_name="commission_rates")
    percent = models.DecimalField(_("per cent"), max_digits=5, decimal_places=3)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("to"), null=True, blank=True)
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="commission_rates", verbose_name=_("decision"))
    withdrawn_by = models.ForeignKey(Decision, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(_("note"), max_length=300, blank=True)
    is_sample = models.BooleanField(default=False)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_from"]
        constraints = [
            models.CheckConstraint(condition=dates_in_order(), name="commission_rate_dates"),
            models.CheckConstraint(condition=Q(percent__gte=0, percent__lte=25), name="commission_rate_percent"),
            never_twice("commission_rate_once_a_day", "cooperation", condition=Q(withdrawn_by=None)),
        ]

    def __str__(self) -> str:
        return f"{number_format(self.percent.normalize())} %"

    def get_absolute_url(self) -> str:
        return f"{reverse('commission-rates', args=[self.cooperation_id])}#rate-{self.pk}"
