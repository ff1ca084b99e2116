"""What members have gained by their agreements, by a stated method and from numbers that stand beside the sum."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Lower, Round
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agreements.models.agreements import Agreement
from agreements.querysets.benefits import BenefitQuerySet
from agreements.states.benefits import PRICE_METHODS, STANDING, BenefitKind, BenefitState, Method
from portal.organisations.models import Organisation


class Benefit(models.Model):
    """What a member gained by an agreement in a year; ``amount`` is ex VAT in the agreement's currency, and below zero
    where the agreement cost more.

    Prices are compared line by line (``BenefitLine``), process cost is ``hours`` times ``hourly_rate``, and a cost that
    was avoided is typed with its ``reason``. It is reckoned once: a member has one standing benefit of a kind under an
    agreement in a year. One that was claimed is not changed: another corrects it, and it is withdrawn.
    """

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="benefits", verbose_name=_("agreement"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="benefits", verbose_name=_("member"))
    year = models.PositiveSmallIntegerField(_("year"), validators=[MinValueValidator(1990), MaxValueValidator(2100)])
    method = models.CharField(_("method"), max_length=15, choices=Method)
    kind = models.GeneratedField(
        expression=Case(When(method__in=PRICE_METHODS, then=Value(BenefitKind.PRICE.value)), default=F("method")),
        output_field=models.CharField(_("kind"), max_length=15, choices=BenefitKind),
        db_persist=True,
    )
    hours = models.DecimalField(_("hours saved"), max_digits=10, decimal_places=2, null=True, blank=True)
    hourly_rate = models.DecimalField(_("cost of an hour"), max_digits=10, decimal_places=2, null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    amount = models.DecimalField(_("benefit"), max_digits=15, decimal_places=2)
    source = models.CharField(_("source"), max_length=300)
    note = models.TextField(_("note"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=BenefitState, default=BenefitState.DRAFT)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("entered by")
    )
    entered_at = models.DateTimeField(_("entered at"), auto_now_add=True)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("claimed by")
    )
    review_on = models.DateField(_("to be reviewed by"), null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("reviewed by")
    )
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True, blank=True)
    withdrawn_because = models.TextField(_("why it was withdrawn"), blank=True)
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by", verbose_name=_("corrects")
    )
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = BenefitQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "agreement", "organisation", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "organisation", "year", "kind"],
                condition=Q(state__in=STANDING),
                name="benefit_counted_once",
            ),
            models.CheckConstraint(
                condition=Q(method=Method.PROCESS, hours__isnull=False, hours__gt=0)
                & Q(hourly_rate__isnull=False, hourly_rate__gt=0)
                & Q(amount=Round(F("hours") * F("hourly_rate"), precision=2))
                | ~Q(method=Method.PROCESS) & Q(hours=None, hourly_rate=None),
                name="benefit_hours_times_rate",
            ),
            models.CheckConstraint(
                condition=~Q(method=Method.AVOIDED) | Q(amount__gt=0) & ~Q(reason=""), name="benefit_avoided_has_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=STANDING) | Q(claimed_by__isnull=False, review_on__isnull=False),
                name="benefit_claimed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by=None, reviewed_at=None) & ~Q(state=BenefitState.REVIEWED)
                | Q(reviewed_by__isnull=False, reviewed_at__isnull=False)
                & ~Q(reviewed_by=F("entered_by"))
                & ~Q(reviewed_by=F("claimed_by")),
                name="benefit_reviewed_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state=BenefitState.WITHDRAWN) | ~Q(withdrawn_because=""),
                name="benefit_withdrawn_for_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "year"], name="benefit_by_member"),
            models.Index(fields=["review_on"], condition=Q(state=BenefitState.CLAIMED), name="benefit_to_review"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.agreement}, {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("benefit", args=[self.pk])

    @property
    def currency(self) -> str:
        return self.agreement.currency

    @property
    def is_draft(self) -> bool:
        return self.state == BenefitState.DRAFT

    @property
    def is_standing(self) -> bool:
        """Whether it counts."""
        return self.state in STANDING


class BenefitLine(models.Model):
    """Something that was bought in a ``volume`` of ``unit``, and its unit prices ex VAT: the one it is compared with,
    and the one that was paid. What is saved is rounded to the öre, so that the lines add up to the benefit."""

    benefit = models.ForeignKey(Benefit, models.CASCADE, related_name="lines")
    what = models.CharField(_("what was bought"), max_length=200)
    unit = models.CharField(_("unit"), max_length=40)
    volume = models.DecimalField(_("volume"), max_digits=15, decimal_places=3)
    compared_price = models.DecimalField(_("unit price compared with"), max_digits=15, decimal_places=4)
    price_now = models.DecimalField(_("unit price now"), max_digits=15, decimal_places=4)
    amount = models.GeneratedField(
        expression=Round((F("compared_price") - F("price_now")) * F("volume"), precision=2),
        output_field=models.DecimalField(_("saved"), max_digits=18, decimal_places=2),
        db_persist=True,
    )

    class Meta:
        ordering = ["benefit", "id"]
        constraints = [
            models.UniqueConstraint("benefit", Lower("what"), name="benefit_line_once"),
            models.CheckConstraint(
                condition=Q(volume__gt=0, compared_price__gte=0, price_now__gte=0), name="benefit_line_numbers"
            ),
        ]

    def __str__(self) -> str:
        return self.what
