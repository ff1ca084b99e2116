"""Needs that members report."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement
from portal.law.jurisdictions import JURISDICTIONS
from portal.organisations.models import Organisation, Unit
from procurements.querysets.needs import NeedQuerySet
from procurements.states.needs import NeedState


class Need(models.Model):
    """Something that a member needs, reported by one of its people and answered by its purchasing contact or the
    office. The amount is ex VAT in the currency of the organisation's country, a year where ``is_yearly`` says so.

    ``units`` and ``companies`` are those that need it; none named is the whole organisation. A need that says the same
    as an earlier one is merged into that, and keeps who asked.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="needs", verbose_name=_("organisation"))
    units = models.ManyToManyField(Unit, related_name="needs", blank=True, verbose_name=_("units"))
    companies = models.ManyToManyField(
        Organisation, related_name="needs_shared", blank=True, verbose_name=_("companies")
    )
    what = models.CharField(_("what is needed"), max_length=250)
    cpv = models.ForeignKey(
        "reference.CpvCode", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("CPV code")
    )
    amount = models.DecimalField(_("estimated amount"), max_digits=15, decimal_places=2, null=True, blank=True)
    is_yearly = models.BooleanField(_("every year"), default=False)
    volume = models.CharField(_("volume"), max_length=120, blank=True)
    wanted_by = models.DateField(_("wanted by"), null=True, blank=True)
    agreement = models.ForeignKey(
        Agreement, models.SET_NULL, null=True, blank=True, related_name="needs", verbose_name=_("today's agreement")
    )
    agreement_said = models.CharField(_("today's agreement, elsewhere"), max_length=200, blank=True)
    agreement_ends_on = models.DateField(_("today's agreement ends"), null=True, blank=True)
    goals = models.TextField(_("goals that it serves"), blank=True)
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
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("merged into")
    )
    proposal = models.ForeignKey(
        "procurements.Proposal",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="needs",
        verbose_name=_("proposal"),
    )
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = NeedQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gte=0), name="need_amount_not_negative"),
            models.CheckConstraint(
                condition=Q(state=NeedState.REPORTED, answered_by=None, answered_at=None)
                | Q(state=NeedState.ANSWERED, answered_by__isnull=False, answered_at__isnull=False)
                | Q(state=NeedState.MERGED),
                name="need_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state=NeedState.MERGED, merged_into__isnull=False)
                | (~Q(state=NeedState.MERGED) & Q(merged_into=None)),
                name="need_merged_into_another",
            ),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="need_not_merged_into_itself"),
        ]
        indexes = [models.Index(fields=["organisation", "state"], name="need_by_organisation")]

    def __str__(self) -> str:
        return self.what

    def get_absolute_url(self) -> str:
        return reverse("need", args=[self.pk])

    @property
    def currency(self) -> str:
        return JURISDICTIONS[self.organisation.country].currency
