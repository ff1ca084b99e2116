"""Procurements: what the cooperation is going to buy, and how far it has come."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement
from agreements.states import AgreementKind
from portal.governance.models import Decision
from portal.law.procedures import Procedure
from portal.organisations.models import Cooperation, Group, Organisation
from portal.organisations.models.cooperations import Currency
from portal.reference.collation import SortKey
from procurements.querysets.procurements import ProcurementQuerySet
from procurements.states.stages import Stage


class Procurement(models.Model):
    """A procurement with its planned dates, its estimated range for suppliers to see, and the facts that its gates
    ask for. Amounts are ex VAT in ``currency``.

    The day on which a stage was really reached stands in ``StageEntry``.
    """

    cooperation = models.ForeignKey(
        Cooperation, models.PROTECT, related_name="procurements", verbose_name=_("cooperation")
    )
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="procurements",
        verbose_name=_("contracting authority"),
    )
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="procurements",
        verbose_name=_("procurement officer"),
    )
    title = models.CharField(_("title"), max_length=250)
    description = models.TextField(_("description"), blank=True)
    stage = models.CharField(_("stage"), max_length=15, choices=Stage, default=Stage.DRAFT)
    kind = models.CharField(_("ends in"), max_length=15, choices=AgreementKind, default=AgreementKind.FRAMEWORK)
    procedure = models.CharField(_("procedure"), max_length=12, choices=Procedure, blank=True)
    group = models.ForeignKey(
        Group,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="procurements",
        verbose_name=_("agreement group"),
    )
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="procurements", verbose_name=_("decided by")
    )
    replaces = models.ManyToManyField(
        Agreement, related_name="replaced_by", blank=True, verbose_name=_("takes the place of")
    )
    results = models.ManyToManyField(Agreement, related_name="procured_by", blank=True, verbose_name=_("ended in"))
    after = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="followers", verbose_name=_("starts after")
    )
    cpvs = models.ManyToManyField("reference.CpvCode", related_name="+", verbose_name=_("CPV codes"))
    areas = models.ManyToManyField("reference.County", related_name="+", blank=True, verbose_name=_("areas"))
    participation_on = models.DateField(_("participation planned"), null=True, blank=True)
    dialogue_on = models.DateField(_("market dialogue planned"), null=True, blank=True)
    specification_on = models.DateField(_("specification planned"), null=True, blank=True)
    notice_on = models.DateField(_("contract notice planned"), null=True, blank=True)
    requests_due_on = models.DateField(_("requests to participate due"), null=True, blank=True)
    tenders_due_on = models.DateField(_("tenders due"), null=True, blank=True)
    award_on = models.DateField(_("award decision planned"), null=True, blank=True)
    starts_on = models.DateField(_("agreement starts"), null=True, blank=True)
    estimated_min = models.DecimalField(
        _("estimated value, from"), max_digits=15, decimal_places=2, null=True, blank=True
    )
    estimated_max = models.DecimalField(
        _("estimated value, to"), max_digits=15, decimal_places=2, null=True, blank=True
    )
    currency = models.CharField(_("currency"), max_length=3, choices=Currency)
    estimated_value = models.DecimalField(_("estimated value"), max_digits=15, decimal_places=2, null=True, blank=True)
    maximum_value = models.DecimalField(_("maximum value"), max_digits=15, decimal_places=2, null=True, blank=True)
    agreement_months = models.PositiveSmallIntegerField(
        _("duration in months, options included"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    long_term_reason = models.TextField(_("reasons for more than four years"), blank=True)
    is_divided = models.BooleanField(_("divided into lots"), null=True, blank=True)
    undivided_reason = models.TextField(_("reasons for not dividing into lots"), blank=True)
    climate_weight = models.DecimalField(
        _("weight of climate and environment, per cent"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    climate_reason = models.TextField(_("reasons for a lower weight"), blank=True)
    prior_notice_on = models.DateField(_("prior information notice sent"), null=True, blank=True)
    urgency_reason = models.TextField(_("reasons for urgency"), blank=True)
    answers_due_on = models.DateField(_("members answer by"), null=True, blank=True)
    notice_url = models.URLField(_("link to the notice"), blank=True, max_length=500)
    published_on = models.DateField(_("notice published"), null=True, blank=True)
    concluded_on = models.DateField(_("agreement concluded"), null=True, blank=True)
    result_url = models.URLField(_("link to the result notice"), blank=True, max_length=500)
    planned_at = models.DateTimeField(null=True, blank=True)
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    sort_sv = models.GeneratedField(
        expression=SortKey("title", "sv"), output_field=models.TextField(db_collation="C"), db_persist=True
    )
    sort_nb = models.GeneratedField(
        expression=SortKey("title", "nb"), output_field=models.TextField(db_collation="C"), db_persist=True
    )

    objects = ProcurementQuerySet.as_manager()

    class Meta:
        ordering = ["notice_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(estimated_min=None) | Q(estimated_min__gte=0))
                & (Q(estimated_max=None) | Q(estimated_max__gte=0)),
                name="procurement_money_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(estimated_min=None) | Q(estimated_max=None) | Q(estimated_max__gte=F("estimated_min")),
                name="procurement_range_in_order",
            ),
            models.CheckConstraint(
                condition=Q(tenders_due_on=None) | Q(notice_on=None) | Q(tenders_due_on__gt=F("notice_on")),
                name="procurement_tenders_after_notice",
            ),
            models.CheckConstraint(
                condition=Q(stage=Stage.DRAFT) | Q(stage=Stage.CANCELLED) | Q(planned_at__isnull=False),
                name="procurement_planned_has_time",
            ),
            models.CheckConstraint(
                condition=(Q(estimated_value=None) | Q(estimated_value__gte=0))
                & (Q(maximum_value=None) | Q(maximum_value__gt=0)),
                name="procurement_values_positive",
            ),
            models.CheckConstraint(
                condition=Q(estimated_value=None) | Q(maximum_value=None) | Q(maximum_value__gte=F("estimated_value")),
                name="procurement_maximum_holds_estimate",
            ),
            models.CheckConstraint(
                condition=Q(climate_weight=None) | Q(climate_weight__range=(0, 100)), name="procurement_climate_weight"
            ),
            models.CheckConstraint(
                condition=~Q(stage=Stage.READY) | Q(maximum_value__isnull=False),
                name="procurement_ready_has_maximum",
            ),
        ]
        indexes = [models.Index(fields=["stage", "notice_on"], name="procurement_by_stage")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("procurement", args=[self.pk])

    @property
    def was_announced(self) -> bool:
        """Whether its notice has been out, also if it was cancelled afterwards."""
        return self.published_on is not None


class StageEntry(models.Model):
    """A day on which a procurement entered a stage; a stage it came back to has several."""

    procurement = models.ForeignKey(Procurement, models.CASCADE, related_name="entries")
    stage = models.CharField(_("stage"), max_length=15, choices=Stage)
    entered_on = models.DateField(_("entered on"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["stage", "entered_on"], name="stage_entry_by_stage")]

    def __str__(self) -> str:
        return f"{self.procurement}: {self.get_stage_display()}"
