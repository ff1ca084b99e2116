"""Membership fees of a year."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.governance.models.decisions import Decision
from portal.governance.querysets.economy import EconomyQuerySet, FeeShareQuerySet
from portal.organisations.models import Cooperation, Organisation


class FeeBasis(models.TextChoices):
    FLAT = "flat", _("the same for every member")
    INHABITANTS = "inhabitants", _("by inhabitants")
    MEMBER = "member", _("an amount for each member")


class MembershipFee(models.Model):
    """The fee for a calendar year by a decision, ex VAT in the cooperation's currency.

    ``amount`` is that of each member (flat) or for each inhabitant; where every member has its own, it is empty. What
    each pays stands in its shares, with the population it came from. Never edited: a later decision makes a fee with
    the next ``number``, until the fee has been invoiced (``invoiced_on``).
    """

    cooperation = models.ForeignKey(Cooperation, models.PROTECT, related_name="membership_fees")
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveSmallIntegerField(_("version"))
    basis = models.CharField(_("basis"), max_length=11, choices=FeeBasis)
    amount = models.DecimalField(_("amount"), max_digits=15, decimal_places=4, null=True, blank=True)
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="membership_fees", verbose_name=_("decision"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    invoiced_on = models.DateField(_("invoiced on"), null=True, blank=True)
    is_sample = models.BooleanField(default=False)

    objects = EconomyQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["cooperation", "year", "number"], name="fee_number_once"),
            models.CheckConstraint(
                condition=Q(basis=FeeBasis.MEMBER, amount=None) | (~Q(basis=FeeBasis.MEMBER) & Q(amount__gt=0)),
                name="fee_amount",
            ),
            models.CheckConstraint(condition=Q(year__gte=1990, year__lte=2100), name="fee_year"),
        ]

    def __str__(self) -> str:
        return gettext("Membership fee %(year)s") % {"year": self.year}

    def get_absolute_url(self) -> str:
        return reverse("membership-fee", args=[self.pk])


class MembershipFeeShare(models.Model):
    """What one member pays of a fee, to the öre, and the population that it was reckoned from."""

    fee = models.ForeignKey(MembershipFee, models.CASCADE, related_name="shares")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="membership_fee_shares", verbose_name=_("member")
    )
    amount = models.DecimalField(_("amount"), max_digits=15, decimal_places=2)
    population = models.PositiveIntegerField(_("inhabitants"), null=True, blank=True)
    population_year = models.PositiveSmallIntegerField(_("population of"), null=True, blank=True)

    objects = FeeShareQuerySet.as_manager()

    class Meta:
        ordering = ["organisation__sort_sv", "id"]
        constraints = [
            models.UniqueConstraint(fields=["fee", "organisation"], name="fee_share_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="fee_share_amount"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.amount}"
