"""Suppliers, their people, and what they want to hear about."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.organisations.periods import dates_in_order
from portal.reference.collation import sort_key
from portal.reference.models import Country
from suppliers.querysets import SupplierQuerySet
from suppliers.states import RequestState


class SupplierSize(models.TextChoices):
    MICRO = "micro", _("micro enterprise")
    SMALL = "small", _("small enterprise")
    MEDIUM = "medium", _("medium-sized enterprise")
    LARGE = "large", _("large enterprise")


class Supplier(models.Model):
    """A company or sole trader that sells to the cooperation's members.

    A sole trader's Swedish registration number is a personal number and shown masked (rule 15). A pseudonymised
    natural person from public statistics carries the source's pseudonym and is never merged with another.
    """

    name = models.CharField(_("name"), max_length=200)
    country = models.CharField(_("country"), max_length=2, default=Country.SWEDEN)
    registration_number = models.CharField(_("registration number"), max_length=20, blank=True)
    is_sole_trader = models.BooleanField(_("sole trader"), default=False)
    is_pseudonym = models.BooleanField(_("pseudonymised person"), default=False)
    size = models.CharField(_("size"), max_length=10, choices=SupplierSize, blank=True)
    municipality = models.ForeignKey(
        "reference.Municipality", models.PROTECT, null=True, blank=True, verbose_name=_("municipality")
    )
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    website = models.URLField(_("website"), blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    sort_sv = sort_key("name", "sv")
    sort_nb = sort_key("name", "nb")

    objects = SupplierQuerySet.as_manager()

    class Meta:
        ordering = ["sort_sv", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["country", "registration_number"],
                condition=~Q(registration_number=""),
                name="supplier_number_unique",
                violation_error_message=_("A supplier with this registration number exists already."),
            ),
        ]
        indexes = [models.Index(Lower("name"), name="supplier_by_name")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("supplier", args=[self.pk])


class SupplierContact(models.Model):
    """A person to turn to at a supplier."""

    supplier = models.ForeignKey(Supplier, models.CASCADE, related_name="contacts")
    name = models.CharField(_("name"), max_length=150)
    title = models.CharField(_("title"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class SupplierUser(models.Model):
    """A person who acts for a supplier in the portal, from a day to a day."""

    supplier = models.ForeignKey(Supplier, models.CASCADE, related_name="users")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="supplier_roles")
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("to"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=dates_in_order(), name="supplier_user_dates"),
            models.UniqueConstraint(fields=["supplier", "user"], condition=Q(valid_to=None), name="supplier_user_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.supplier}"


class Subscription(models.Model):
    """A branch (a CPV node with all below it) that a supplier calls its own, in one county or everywhere."""

    supplier = models.ForeignKey(Supplier, models.CASCADE, related_name="subscriptions")
    cpv = models.ForeignKey("reference.CpvCode", models.PROTECT, related_name="+", verbose_name=_("CPV branch"))
    county = models.ForeignKey(
        "reference.County", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("area")
    )

    class Meta:
        ordering = ["cpv_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["supplier", "cpv", "county"], nulls_distinct=False, name="subscription_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.supplier}: {self.cpv_id}"


class SupplierRequest(models.Model):
    """Somebody who asked on the public page to act for a company, as it was written there.

    A confirmed address does not prove that its owner belongs to the company: an office decides. ``supplier`` is the
    company as it stands in the register; None until one that is new there is approved.
    """

    name = models.CharField(_("name of the company"), max_length=200)
    country = models.CharField(_("country"), max_length=2)
    registration_number = models.CharField(_("registration number"), max_length=20)
    contact_name = models.CharField(_("your name"), max_length=150)
    email = models.EmailField(_("e-mail address"))
    language = models.CharField(max_length=5, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=RequestState, default=RequestState.UNCONFIRMED)
    supplier = models.ForeignKey(Supplier, models.CASCADE, null=True, blank=True, related_name="requests")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=RequestState.APPROVED) | Q(supplier__isnull=False),
                name="supplier_request_approved_for_somebody",
            ),
        ]
        indexes = [models.Index(fields=["state", "created_at"], name="supplier_request_by_state")]

    def __str__(self) -> str:
        return self.name
