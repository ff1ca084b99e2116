"""Procurements: what the cooperation is going to buy; and needs that its members report."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.law.jurisdictions import JURISDICTIONS
from portal.organisations.models import Cooperation, Organisation, Unit
from portal.organisations.models.cooperations import Currency
from portal.reference.collation import SortKey
from procurements.needs.states import NeedState
from procurements.querysets import NeedQuerySet, ProcurementQuerySet
from procurements.states import Stage


class Procurement(models.Model):
    """A procurement with its planned dates and its estimated range (ex VAT, in ``currency``)."""

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
    stage = models.CharField(_("stage"), max_length=12, choices=Stage, default=Stage.DRAFT)
    cpvs = models.ManyToManyField("reference.CpvCode", related_name="+", verbose_name=_("CPV codes"))
    areas = models.ManyToManyField("reference.County", related_name="+", blank=True, verbose_name=_("areas"))
    dialogue_on = models.DateField(_("market dialogue planned"), null=True, blank=True)
    notice_on = models.DateField(_("contract notice planned"), null=True, blank=True)
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
    notice_url = models.URLField(_("link to the notice"), blank=True, max_length=500)
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
        ]
        indexes = [models.Index(fields=["stage", "notice_on"], name="procurement_by_stage")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("procurement", args=[self.pk])


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
