"""Agreements: what is agreed, for whom, until when and up to how much."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agreements.querysets import AgreementQuerySet
from agreements.states import AgreementKind, AgreementLevel, AgreementStatus, OptionState
from portal.organisations.models import Cooperation, Organisation
from portal.organisations.models.cooperations import Currency
from portal.reference.collation import sort_key

PUBLISHED = ~Q(status=AgreementStatus.DRAFT)


def amount(label: str, **extra: object) -> models.DecimalField:
    """An amount of money in the agreement's currency, ex VAT; NULL is unknown."""
    return models.DecimalField(label, max_digits=15, decimal_places=2, null=True, blank=True, **extra)


class Agreement(models.Model):
    """A framework agreement, contract, partnership or dynamic purchasing system in a cooperation's register.

    ``ends_on`` is the last day as agreed without options, ``last_day`` the last day to call off with the options
    used so far (kept by the services, so that lists can be filtered on it); ``extended_to`` the last day by a
    modification past the options. Amounts are ex VAT in ``currency``; an amount that nobody knows is NULL, never zero.
    ``assumed`` names the fields whose value is an assumption of the sample, and is shown beside them everywhere.
    """

    cooperation = models.ForeignKey(
        Cooperation, models.PROTECT, related_name="agreements", verbose_name=_("cooperation")
    )
    owner = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="agreements",
        verbose_name=_("owner"),
        help_text=_("The organisation that entered into the agreement."),
    )
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="agreements",
        verbose_name=_("responsible officer"),
    )
    kind = models.CharField(_("kind"), max_length=12, choices=AgreementKind, default=AgreementKind.FRAMEWORK)
    level = models.CharField(_("level"), max_length=10, choices=AgreementLevel, default=AgreementLevel.REGIONAL)
    number = models.CharField(_("number"), max_length=50, blank=True)
    title = models.CharField(_("title"), max_length=250)
    description = models.TextField(_("description"), blank=True)
    call_off_text = models.TextField(
        _("how to call off"), blank=True, help_text=_("In words for the person who is going to buy.")
    )
    status = models.CharField(_("status"), max_length=12, choices=AgreementStatus, default=AgreementStatus.DRAFT)
    announced_on = models.DateField(
        _("announced on"), null=True, blank=True, help_text=_("The day the contract notice was published.")
    )
    notice_url = models.URLField(_("link to the notice"), blank=True, max_length=500)
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(
        _("last day"), null=True, blank=True, help_text=_("As agreed, without extension options.")
    )
    last_day = models.DateField(_("last day to call off"), null=True, blank=True)
    extended_to = models.DateField(_("extended past its options to"), null=True, blank=True)
    latest_contract_end_on = models.DateField(
        _("latest end of contracts"),
        null=True,
        blank=True,
        help_text=_("The last day that a contract made under the framework may run."),
    )
    until_further_notice = models.BooleanField(_("until further notice"), default=False)
    duration_reason = models.TextField(
        _("reason for more than four years"),
        blank=True,
        help_text=_("Needed when a framework with all its options lasts more than four years."),
    )
    estimated_value = amount(_("estimated value"))
    maximum_value = amount(_("maximum value"))
    overrun_value = amount(
        _("turnover recorded up to"),
        help_text=_("Turnover that passed the maximum is recorded up to here; it opens nothing for new call-offs."),
    )
    maximum_unknown_because = models.CharField(_("why the maximum is unknown"), max_length=300, blank=True)
    currency = models.CharField(_("currency"), max_length=3, choices=Currency)
    source = models.CharField(_("source"), max_length=200, blank=True)
    source_layout = models.CharField(max_length=40, blank=True)
    source_key = models.CharField(max_length=80, blank=True)
    assumed = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    assumption = models.TextField(_("what is assumed"), blank=True)
    is_sample = models.BooleanField(default=False)
    published_at = models.DateTimeField(null=True, blank=True)
    terminated_on = models.DateField(_("terminated on"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    sort_sv = sort_key("title", "sv")
    sort_nb = sort_key("title", "nb")

    objects = AgreementQuerySet.as_manager()

    class Meta:
        ordering = ["sort_sv", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="agreement_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(last_day=None) | Q(ends_on__isnull=False, last_day__gte=F("ends_on")),
                name="agreement_last_day",
            ),
            models.CheckConstraint(
                condition=Q(latest_contract_end_on=None)
                | Q(last_day=None)
                | Q(latest_contract_end_on__gte=F("last_day")),
                name="agreement_contracts_outlive_it",
            ),
            models.CheckConstraint(
                condition=(Q(estimated_value=None) | Q(estimated_value__gte=0))
                & (Q(maximum_value=None) | Q(maximum_value__gt=0)),
                name="agreement_money_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(status=AgreementStatus.DRAFT)
                | Q(owner__isnull=False, starts_on__isnull=False, published_at__isnull=False)
                & (Q(last_day__isnull=False) | Q(until_further_notice=True)),
                name="agreement_published_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(status=AgreementStatus.TERMINATED, terminated_on__isnull=False)
                | ~Q(status=AgreementStatus.TERMINATED) & Q(terminated_on=None),
                name="agreement_terminated_has_day",
            ),
            models.UniqueConstraint(
                fields=["owner", "number"], condition=~Q(number=""), name="agreement_number_unique"
            ),
            models.UniqueConstraint(
                fields=["cooperation", "source_layout", "source_key"],
                condition=~Q(source_key=""),
                name="agreement_source_unique",
            ),
        ]
        indexes = [
            models.Index(fields=["cooperation", "status", "last_day"], name="agreement_by_last_day"),
            models.Index(fields=["sort_sv", "id"], name="agreement_alphabet_sv"),
            models.Index(fields=["sort_nb", "id"], name="agreement_alphabet_nb"),
            models.Index(fields=["last_day", "id"], name="agreement_last_day_sort"),
            models.Index(fields=["number"], name="agreement_number"),
            models.Index(models.functions.Upper("number"), name="agreement_number_any_case"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("agreement", args=[self.pk])

    @property
    def is_draft(self) -> bool:
        return self.status == AgreementStatus.DRAFT

    @property
    def is_framework(self) -> bool:
        return self.kind == AgreementKind.FRAMEWORK


class AgreementCpv(models.Model):
    """A CPV code of an agreement; one of them is the main one. ``division`` is its two first digits, the category."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="cpvs")
    cpv = models.ForeignKey("reference.CpvCode", models.PROTECT, related_name="+", verbose_name=_("CPV code"))
    is_main = models.BooleanField(_("main code"), default=False)
    division = models.GeneratedField(
        expression=models.functions.Left("cpv_id", 2),
        output_field=models.CharField(max_length=2),
        db_persist=True,
    )

    class Meta:
        ordering = ["-is_main", "cpv_id"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "cpv"], name="agreement_cpv_unique"),
            models.UniqueConstraint(fields=["agreement"], condition=Q(is_main=True), name="agreement_cpv_one_main"),
        ]
        indexes = [models.Index(fields=["division", "agreement"], name="agreement_cpv_division")]

    def __str__(self) -> str:
        return self.cpv_id


class EligibleBuyer(models.Model):
    """An organisation that may use the agreement, named from the start (2014/24/EU art. 33(2)); rule 4."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="buyers")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="eligible_for", verbose_name=_("organisation")
    )
    is_binding = models.BooleanField(
        _("binding"), default=False, help_text=_("Binding: must use the agreement. Otherwise: may use it.")
    )
    ends_on = models.DateField(
        _("last day of the right"),
        null=True,
        blank=True,
        help_text=_("Empty while the right lasts as long as the agreement."),
    )

    class Meta:
        ordering = ["organisation__sort_sv", "id"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "organisation"], name="eligible_buyer_unique"),
        ]
        indexes = [models.Index(fields=["organisation", "agreement"], name="eligible_buyer_by_org")]

    def __str__(self) -> str:
        return str(self.organisation)


class ExtensionOption(models.Model):
    """A right to extend by some months, to be used by giving notice no later than a day."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="options")
    position = models.PositiveSmallIntegerField()
    months = models.PositiveSmallIntegerField(_("months"))
    notice_by = models.DateField(_("last day of notice"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=OptionState, default=OptionState.OPEN)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "position"],
                name="option_position_unique",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(condition=Q(months__gte=1, months__lte=240), name="option_months"),
        ]
        indexes = [
            models.Index(fields=["notice_by"], condition=Q(state=OptionState.OPEN), name="option_open_by_notice")
        ]

    def __str__(self) -> str:
        return f"{self.position}: {self.months}"
