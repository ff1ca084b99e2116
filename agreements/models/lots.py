"""Lots and the suppliers in them."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agreements.models.agreements import Agreement, amount
from agreements.states import CallOffMethod
from suppliers.models import Supplier


class Lot(models.Model):
    """A part of an agreement with its own suppliers and its own way to call off; an undivided agreement has one."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="lots")
    position = models.PositiveSmallIntegerField()
    number = models.CharField(_("lot number"), max_length=30, blank=True)
    title = models.CharField(_("lot title"), max_length=250, blank=True)
    estimated_value = amount(_("estimated value"))
    maximum_value = amount(_("maximum value"))
    overrun_value = amount(_("turnover recorded up to"))
    call_off_method = models.CharField(_("call-off method"), max_length=20, choices=CallOffMethod, blank=True)
    conditions = models.TextField(_("conditions"), blank=True)
    cpvs = models.ManyToManyField(
        "reference.CpvCode",
        related_name="+",
        blank=True,
        verbose_name=_("CPV codes of the lot"),
        help_text=_("Leave empty when the lot covers all that the agreement covers."),
    )
    areas = models.ManyToManyField(
        "reference.Municipality",
        related_name="+",
        blank=True,
        verbose_name=_("area"),
        help_text=_("The municipalities in which the lot is used; leave empty when it is used everywhere."),
    )
    #: The ids of its codes and of its areas: of lots that were read by ``facts.LOTS`` alone.
    own_codes: list[int]
    own_areas: list[int]

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "position"],
                name="lot_position_unique",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=(Q(estimated_value=None) | Q(estimated_value__gte=0))
                & (Q(maximum_value=None) | Q(maximum_value__gt=0)),
                name="lot_money_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.number or str(self.position)


class LotSupplier(models.Model):
    """A supplier in a lot, with its rank (1 is asked first) or its share of the volume in per cent."""

    lot = models.ForeignKey(Lot, models.CASCADE, related_name="suppliers")
    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="lots", verbose_name=_("supplier"))
    rank = models.PositiveSmallIntegerField(
        _("rank"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(999)]
    )
    share = models.DecimalField(_("share, per cent"), max_digits=5, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ["rank", "supplier__sort_sv", "id"]
        constraints = [
            models.UniqueConstraint(fields=["lot", "supplier"], name="lot_supplier_unique"),
            models.UniqueConstraint(
                fields=["lot", "rank"], name="lot_rank_unique", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(condition=Q(rank=None) | Q(rank__gte=1), name="lot_rank_positive"),
            models.CheckConstraint(condition=Q(share=None) | Q(share__gt=0, share__lte=100), name="lot_share_per_cent"),
        ]

    def __str__(self) -> str:
        return str(self.supplier)
