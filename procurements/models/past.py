"""What was advertised in Sweden in 2021, by whom and for how much: facts of the public statistics."""

from decimal import Decimal
from pathlib import Path

from django.db import models
from django.utils.translation import gettext_lazy as _

from agreements.states import AgreementKind
from portal.reference.loading import Table
from procurements.querysets.past import PastProcurementQuerySet

SOURCE = "Upphandlingsmyndighetens statistik 2021 (okfse/oppna-upphandlingsdata, CC0)"
YEAR = 2021
CURRENCY = "SEK"
#: What is contracted below or above these is taken for a placeholder or a slip, and so for unknown; in SEK ex VAT.
LEAST_BELIEVED = Decimal(10_000)
MOST_BELIEVED = Decimal(5_000_000_000)


class PastProcurement(models.Model):
    """A procurement that was advertised in Sweden between January and September 2021, as the statistics tell it.

    ``value`` is what was contracted, in SEK ex VAT, as published: zeros and slips of the source stand in it. The source
    says nothing of when it ends. ``data/README.md`` of this app names source and licence; nobody edits these rows.
    """

    source_id = models.CharField(_("number in the statistics"), max_length=20)
    advertised_on = models.DateField(_("advertised on"))
    title = models.CharField(_("title"), max_length=250)
    buyer_number = models.CharField(_("registration number of the buyer"), max_length=20)
    cpv = models.CharField(_("CPV code"), max_length=8, blank=True)
    procedure = models.CharField(_("procedure"), max_length=60, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=AgreementKind)
    value = models.DecimalField(_("contracted value"), max_digits=15, decimal_places=2, null=True, blank=True)
    is_joint = models.BooleanField(_("procured together with others"))

    objects = PastProcurementQuerySet.as_manager()

    class Meta:
        ordering = ["advertised_on", "source_id"]
        constraints = [models.UniqueConstraint(fields=["source_id", "advertised_on"], name="past_procurement_once")]
        indexes = [models.Index(fields=["buyer_number", "cpv"], name="past_procurement_of_buyer")]

    def __str__(self) -> str:
        return self.title


TABLE = Table(
    "se_2021.csv.gz",
    PastProcurement,
    _("procurements advertised in Sweden in 2021"),
    key="source_id, advertised_on",
    columns="source_id, advertised_on, title, buyer_number, cpv, procedure, kind, value, is_joint",
    select="SELECT source_id, advertised_on::date, title, buyer_number, coalesce(cpv, ''), coalesce(procedure, ''), "
    "kind, value::numeric, is_joint::boolean FROM incoming",
    folder=Path(__file__).resolve().parents[1] / "data",
)
