"""Facts that are the same for everybody: counties, municipalities, NUTS areas and the CPV.

They come from the tables in ``data/`` by ``manage.py load_reference`` and nobody edits them here.
"""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Concat
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.law.thresholds import ThresholdKind
from portal.reference.collation import Fold, SearchVector
from portal.reference.querysets import ByName, CpvCodes, Thresholds, label_field


class DateRange(models.Func):
    function = "daterange"
    output_field = DateRangeField()


class Country(models.TextChoices):
    """The countries whose municipalities the portal knows."""

    SWEDEN = "SE", _("Sweden")
    NORWAY = "NO", _("Norway")


class NutsArea(models.Model):
    """A statistical area of NUTS 2024, from the country (level 0) down to the county (level 3)."""

    code = models.CharField(max_length=5, primary_key=True)
    level = models.PositiveSmallIntegerField()
    country = models.CharField(max_length=2, choices=Country)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    name = models.CharField(max_length=100)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(level=0, parent=None) | models.Q(level__in=[1, 2, 3], parent__isnull=False),
                name="nuts_country_is_the_root",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class County(models.Model):
    """A Swedish län or a Norwegian fylke."""

    country = models.CharField(max_length=2, choices=Country)
    code = models.CharField(max_length=2, help_text=_("The statistical office's code."))
    name = models.CharField(max_length=100)
    nuts3 = models.CharField(max_length=5)

    objects = ByName.as_manager()

    class Meta:
        ordering = ["country", "code"]
        constraints = [models.UniqueConstraint(fields=["country", "code"], name="county_code_per_country")]

    def __str__(self) -> str:
        return self.name


class Municipality(models.Model):
    """A municipality as the statistical office lists it; the organisation that it is lies in ``organisations``."""

    country = models.CharField(max_length=2, choices=Country)
    code = models.CharField(max_length=4, help_text=_("SCB's code in Sweden, SSB's in Norway."))
    name = models.CharField(max_length=100)
    official_name = models.CharField(max_length=100)
    sami_name = models.CharField(max_length=100, blank=True, default="")
    county = models.ForeignKey(County, on_delete=models.PROTECT, related_name="municipalities")
    nuts3 = models.CharField(max_length=5)
    registration_number = models.CharField(
        max_length=10, null=True, blank=True, help_text=_("Unknown for two that were formed in 2024.")
    )

    objects = ByName.as_manager()

    class Meta:
        ordering = ["country", "code"]
        constraints = [
            models.UniqueConstraint(fields=["country", "code"], name="municipality_code_per_country"),
            models.UniqueConstraint(fields=["country", "registration_number"], name="municipality_number_per_country"),
        ]

    def __str__(self) -> str:
        return self.name


class MunicipalityPopulation(models.Model):
    """How many lived in a municipality, in the year that the figure is of."""

    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="populations")
    year = models.PositiveSmallIntegerField()
    population = models.PositiveIntegerField()

    class Meta:
        ordering = ["municipality", "year"]
        constraints = [models.UniqueConstraint(fields=["municipality", "year"], name="one_population_per_year")]

    def __str__(self) -> str:
        return f"{self.municipality_id} {self.year}: {self.population}"


class CpvLevel(models.TextChoices):
    """The five levels of the CPV, from two significant digits to eight."""

    DIVISION = "division", _("Division")
    GROUP = "group", _("Group")
    CLASS = "class", _("Class")
    CATEGORY = "category", _("Category")
    SUBCATEGORY = "subcategory", _("Subcategory")


class CpvCode(models.Model):
    """A code of the Common Procurement Vocabulary 2008 (Regulation (EC) No 213/2008)."""

    code = models.CharField(max_length=8, primary_key=True)
    check_digit = models.CharField(max_length=1)
    label_en = models.CharField(max_length=200)
    label_sv = models.CharField(max_length=200)
    label_nb = models.CharField(max_length=200)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    level = models.CharField(max_length=11, choices=CpvLevel)
    is_light_regime = models.BooleanField(
        default=False, help_text=_("Social and other specific services (2014/24/EU, annex XIV).")
    )
    search_vector = models.GeneratedField(
        expression=SearchVector(Concat("label_sv", models.Value(" "), "label_nb", models.Value(" "), "label_en")),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    search_text = models.GeneratedField(
        expression=Fold(Concat("label_sv", models.Value("|"), "label_nb", models.Value("|"), "label_en")),
        output_field=models.TextField(),
        db_persist=True,
    )

    objects = CpvCodes.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^\d{8}$", check_digit__regex=r"^\d$"), name="cpv_digits"
            ),
            models.CheckConstraint(
                condition=models.Q(level=CpvLevel.DIVISION, parent=None)
                | (~models.Q(level=CpvLevel.DIVISION) & models.Q(parent__isnull=False)),
                name="cpv_division_is_the_root",
            ),
        ]
        indexes = [
            GinIndex(fields=["search_vector"], name="cpv_words"),
            GinIndex(OpClass("search_text", name="gin_trgm_ops"), name="cpv_trigrams"),
        ]

    def __str__(self) -> str:
        """``90910000-9 Städning``, in the language of whoever reads the page."""
        return f"{self.full_code} {self.label()}"

    @property
    def full_code(self) -> str:
        """The code as the regulation prints it, with its check digit."""
        return f"{self.code}-{self.check_digit}"

    def label(self, language: str | None = None) -> str:
        """The label in a language: Swedish, Norwegian, or English for any other."""
        return getattr(self, label_field(language or get_language()))

    @property
    def branch(self) -> str:
        """The digits that this code and all below it begin with."""
        return branch_of(self.code)

    @property
    def division(self) -> str:
        """The two digits that the portal calls a category."""
        return self.code[:2]

    def ancestors(self) -> CpvCodes:
        """What this code lies under, from its division down to its parent."""
        return CpvCode.objects.ancestors_of(self.code)


class Threshold(models.Model):
    """An amount, ex VAT, that parts what may be bought in which way, between two days; an administrator keeps it.

    ``certain`` is False where amount or days have not been checked against their source: it is always said.
    """

    jurisdiction = models.CharField(_("jurisdiction"), max_length=2, choices=Country)
    kind = models.CharField(_("kind"), max_length=20, choices=ThresholdKind)
    amount = models.DecimalField(_("amount"), max_digits=15, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("to"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200)
    url = models.URLField(_("link"), blank=True, max_length=500)
    certain = models.BooleanField(_("checked against the source"), default=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = Thresholds.as_manager()

    class Meta:
        ordering = ["jurisdiction", "kind", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["jurisdiction", "kind", "valid_from"], name="threshold_once_from_a_day"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="threshold_positive"),
            models.CheckConstraint(
                condition=models.Q(valid_to=None) | models.Q(valid_to__gte=models.F("valid_from")),
                name="threshold_dates",
            ),
            ExclusionConstraint(
                name="threshold_one_at_a_time",
                expressions=[
                    ("jurisdiction", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to", RangeBoundary(True, True)), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_jurisdiction_display()}, {self.get_kind_display()}"


def branch_of(code: str) -> str:
    """A code without its trailing zeros, never shorter than a division's two digits."""
    return code.rstrip("0").ljust(2, "0")
