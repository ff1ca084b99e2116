"""Organisations that buy: municipalities, their companies, regions and central purchasing bodies."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.organisations.querysets import OrganisationQuerySet
from portal.reference.collation import sort_key
from portal.reference.models import Country


class OrganisationKind(models.TextChoices):
    MUNICIPALITY = "municipality", _("municipality")
    COMPANY = "company", _("municipal company")
    REGION = "region", _("region")
    PURCHASING_BODY = "purchasing_body", _("central purchasing body")
    OTHER = "other", _("other authority")


class Organisation(models.Model):
    """A contracting authority. Its registration number is unique within its country."""

    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind)
    name = models.CharField(_("name"), max_length=200)
    country = models.CharField(_("country"), max_length=2, choices=Country)
    registration_number = models.CharField(_("registration number"), max_length=20, blank=True)
    municipality = models.ForeignKey(
        "reference.Municipality",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="organisations",
        verbose_name=_("municipality"),
        help_text=_("The municipality that it is, or that it lies in."),
    )
    email = models.EmailField(_("e-mail address"), blank=True)
    website = models.URLField(_("website"), blank=True)
    is_sample = models.BooleanField(default=False)
    note = models.TextField(_("note"), blank=True)
    version = models.PositiveIntegerField(default=1)
    sort_sv = sort_key("name", "sv")
    sort_nb = sort_key("name", "nb")

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["sort_sv", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["country", "registration_number"],
                condition=~Q(registration_number=""),
                name="organisation_number_unique",
                violation_error_message=_("An organisation with this registration number exists already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("organisation", args=[self.pk])


class Ownership(models.Model):
    """Who owns a company, between which days, and how much of it (per cent)."""

    company = models.ForeignKey(Organisation, models.CASCADE, related_name="owners")
    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="companies")
    share = models.DecimalField(_("share, per cent"), max_digits=5, decimal_places=2, null=True, blank=True)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("to"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(company=F("owner")), name="ownership_not_of_itself"),
            models.CheckConstraint(
                condition=Q(share__isnull=True) | Q(share__gt=0, share__lte=100), name="ownership_share"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="ownership_dates"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.owner} – {self.company}"


class Unit(models.Model):
    """An administration within an organisation. Its names are dated: it is renamed and moved, and keeps its history."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="units")
    name = models.CharField(_("name"), max_length=200)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint("organisation", Lower("name"), name="unit_name_unique"),
        ]

    def __str__(self) -> str:
        return self.name


class UnitName(models.Model):
    """What a unit was called, and under which organisation it stood, until a day."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="former_names")
    name = models.CharField(max_length=200)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    until = models.DateField()

    class Meta:
        ordering = ["-until", "-id"]

    def __str__(self) -> str:
        return self.name
