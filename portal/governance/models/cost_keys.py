"""How shared costs are divided among the members, and what each pays."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.governance.models.decisions import Decision
from portal.governance.querysets.economy import ApportionmentShareQuerySet, DatedQuerySet, EconomyQuerySet
from portal.organisations.models import Cooperation, Organisation
from portal.organisations.periods import dates_in_order, never_twice


class LimitUnit(models.TextChoices):
    AMOUNT = "amount", _("an amount a year")
    PERCENT = "percent", _("per cent of the whole")


class CostKey(models.Model):
    """How an amount is divided: weights in per cent (equal parts, inhabitants, turnover), a least and a most share.

    Without a decision it is a proposal. A decision puts it in force from a day and it is never changed again; the next
    key ends it the day before it begins. ``withdrawn_by`` is the decision that put another in its place before it
    began: it never was in force. ``floor`` and ``cap`` of a member's share are both in ``limit_unit``;
    ``includes_companies`` has the members' companies that are members in their own right pay shares, too.
    """

    cooperation = models.ForeignKey(Cooperation, models.PROTECT, related_name="cost_keys")
    name = models.CharField(_("name"), max_length=120)
    equal_weight = models.DecimalField(_("equal parts"), max_digits=5, decimal_places=2, default=0)
    inhabitants_weight = models.DecimalField(_("by inhabitants"), max_digits=5, decimal_places=2, default=0)
    turnover_weight = models.DecimalField(_("by turnover"), max_digits=5, decimal_places=2, default=0)
    floor = models.DecimalField(_("least share"), max_digits=15, decimal_places=2, null=True, blank=True)
    cap = models.DecimalField(_("most share"), max_digits=15, decimal_places=2, null=True, blank=True)
    limit_unit = models.CharField(_("least and most in"), max_length=7, choices=LimitUnit, default=LimitUnit.AMOUNT)
    includes_companies = models.BooleanField(_("companies pay shares, too"), default=False)
    note = models.TextField(_("note"), blank=True)
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="cost_keys", verbose_name=_("decision")
    )
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_to = models.DateField(_("to"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(Decision, models.PROTECT, null=True, blank=True, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = [F("valid_from").desc(nulls_first=True), "name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["cooperation", "name"], name="cost_key_name_once"),
            models.CheckConstraint(
                condition=Q(equal_weight__gte=0, inhabitants_weight__gte=0, turnover_weight__gte=0)
                & Q(equal_weight=100 - F("inhabitants_weight") - F("turnover_weight")),
                name="cost_key_weights",
            ),
            models.CheckConstraint(
                condition=(Q(floor=None) | Q(floor__gte=0)) & (Q(cap=None) | Q(cap__gt=0)), name="cost_key_limits"
            ),
            models.CheckConstraint(
                condition=Q(floor=None) | Q(cap=None) | Q(cap__gte=F("floor")), name="cost_key_cap_over_floor"
            ),
            models.CheckConstraint(
                condition=Q(decision=None, valid_from=None, valid_to=None)
                | Q(decision__isnull=False, valid_from__isnull=False),
                name="cost_key_decided_from_a_day",
            ),
            models.CheckConstraint(condition=dates_in_order(), name="cost_key_dates"),
            never_twice(
                "cost_key_once_a_day", "cooperation", condition=Q(decision__isnull=False, withdrawn_by__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("cost-key", args=[self.pk])


class Apportionment(models.Model):
    """An amount of a year divided among the members by the key in force, ex VAT in the cooperation's currency.

    Worked out again (members, population or turnover are known better) it becomes the next ``number`` for the same
    ``purpose``; the former stay. Once it has been invoiced (``invoiced_on``) no further version is made.
    """

    cooperation = models.ForeignKey(Cooperation, models.PROTECT, related_name="apportionments")
    year = models.PositiveSmallIntegerField(_("year"))
    purpose = models.CharField(_("what for"), max_length=150)
    number = models.PositiveSmallIntegerField(_("version"))
    amount = models.DecimalField(_("amount"), max_digits=15, decimal_places=2)
    key = models.ForeignKey(CostKey, models.PROTECT, related_name="apportionments", verbose_name=_("cost key"))
    members_on = models.DateField(_("members as of"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    invoiced_on = models.DateField(_("invoiced on"), null=True, blank=True)
    is_sample = models.BooleanField(default=False)

    objects = EconomyQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "purpose", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["cooperation", "year", "purpose", "number"], name="apportionment_number_once"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="apportionment_amount"),
            models.CheckConstraint(condition=Q(year__gte=1990, year__lte=2100), name="apportionment_year"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("apportionment", args=[self.pk])


class ApportionmentShare(models.Model):
    """What one member pays, to the öre, and the facts that it came from: its inhabitants with the year of the figure,
    and its turnover ex VAT with the calendar year it is of. A fact that the key does
    not ask for is kept where it is known."""

    apportionment = models.ForeignKey(Apportionment, models.CASCADE, related_name="shares")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="apportionment_shares", verbose_name=_("member")
    )
    amount = models.DecimalField(_("amount"), max_digits=15, decimal_places=2)
    population = models.PositiveIntegerField(_("inhabitants"), null=True, blank=True)
    population_year = models.PositiveSmallIntegerField(_("population of"), null=True, blank=True)
    turnover = models.DecimalField(_("turnover"), max_digits=15, decimal_places=2, null=True, blank=True)
    turnover_year = models.PositiveSmallIntegerField(_("turnover of"), null=True, blank=True)

    objects = ApportionmentShareQuerySet.as_manager()

    class Meta:
        ordering = ["organisation__sort_sv", "id"]
        constraints = [
            models.UniqueConstraint(fields=["apportionment", "organisation"], name="apportionment_share_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="apportionment_share_amount"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.amount}"
