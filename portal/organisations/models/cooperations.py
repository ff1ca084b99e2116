"""Cooperations and who belongs to them."""

from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.organisations.models.organisations import Organisation
from portal.organisations.periods import dates_in_order, never_twice
from portal.organisations.querysets import CooperationQuerySet, MembershipQuerySet
from portal.reference.models import Country


class Currency(models.TextChoices):
    SEK = "SEK", _("Swedish kronor")
    NOK = "NOK", _("Norwegian kroner")


class Cooperation(models.Model):
    """Municipalities that buy together, with the office that coordinates them.

    The jurisdiction is a rule set (Swedish or Norwegian law), never a language.
    """

    name = models.CharField(_("name"), max_length=150, unique=True)
    slug = models.SlugField(_("short name in addresses"), max_length=60, unique=True)
    jurisdiction = models.CharField(_("jurisdiction"), max_length=2, choices=Country)
    currency = models.CharField(_("currency"), max_length=3, choices=Currency)
    host = models.ForeignKey(
        Organisation, models.PROTECT, related_name="hosted_cooperations", verbose_name=_("host organisation")
    )
    founded_on = models.DateField(_("founded on"), null=True, blank=True)
    email = models.EmailField(_("e-mail address of the office"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    accent = models.CharField(
        _("accent colour"),
        max_length=7,
        default="#0b5d66",
        validators=[RegexValidator(r"^#[0-9a-f]{6}$", _("Write the colour as # and six hexadecimal digits."))],
    )
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    register_version = models.PositiveBigIntegerField(
        default=0,
        help_text="Counts every change to the register, so that kept figures know when they are old.",
    )

    objects = CooperationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("cooperation", args=[self.pk])


class Membership(models.Model):
    """An organisation's membership in a cooperation; companies are in or out explicitly."""

    cooperation = models.ForeignKey(Cooperation, models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    valid_from = models.DateField(_("member from"))
    valid_to = models.DateField(_("member to"), null=True, blank=True)
    is_sample = models.BooleanField(default=False)
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["valid_from", "id"]
        constraints = [
            models.CheckConstraint(condition=dates_in_order(), name="membership_dates"),
            never_twice("membership_once_a_day", "cooperation", "organisation"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} – {self.cooperation}"
