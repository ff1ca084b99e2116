"""Invoices for membership fees and cost shares: who sends them, who gets them, and each as it was issued."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.files.models import StoredFile
from portal.governance.models.cost_keys import Apportionment, ApportionmentShare
from portal.governance.models.fees import MembershipFee, MembershipFeeShare
from portal.governance.querysets.economy import EconomyQuerySet
from portal.governance.querysets.invoices import InvoiceQuerySet
from portal.governance.states.invoices import RunState
from portal.organisations.models import Cooperation, Organisation


class AddressScheme(models.TextChoices):
    """What kind of number an electronic address is (the code list EAS of Peppol)."""

    SWEDISH_NUMBER = "0007", _("Swedish registration number (0007)")
    NORWEGIAN_NUMBER = "0192", _("Norwegian registration number (0192)")
    GLN = "0088", _("global location number, GLN (0088)")


class AccountKind(models.TextChoices):
    BANKGIRO = "bankgiro", _("bankgiro")
    PLUSGIRO = "plusgiro", _("plusgiro")
    NORWEGIAN = "norwegian", _("Norwegian account number")
    IBAN = "iban", _("IBAN")


class ReferenceKind(models.TextChoices):
    """What the payer writes on the payment."""

    NUMBER = "number", _("the number of the invoice")
    CHECKED = "checked", _("OCR or KID: the number and a check digit (modulus 10)")


class PostalAddress(models.Model):
    """Where an organisation gets its post."""

    street = models.CharField(_("street or box"), max_length=150, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=12, blank=True)
    city = models.CharField(_("town"), max_length=80, blank=True)
    electronic_scheme = models.CharField(
        _("kind of electronic address"), max_length=4, choices=AddressScheme, blank=True
    )
    electronic_address = models.CharField(_("electronic address (Peppol)"), max_length=50, blank=True)

    class Meta:
        abstract = True


class InvoicingDetails(PostalAddress):
    """What stands on a cooperation's invoices about their sender, its host organisation, and how they are paid.

    ``last_number`` is the last number allotted: numbers are taken from it in the transaction that issues, so that the
    series has no gaps.
    """

    cooperation = models.OneToOneField(Cooperation, models.PROTECT, related_name="invoicing")
    vat_number = models.CharField(_("VAT number"), max_length=20, blank=True)
    is_tax_registered = models.BooleanField(_("state the tax registration"), default=False)
    account_kind = models.CharField(_("kind of account"), max_length=9, choices=AccountKind, blank=True)
    account = models.CharField(_("account"), max_length=40, blank=True)
    reference_kind = models.CharField(
        _("reference of the payment"), max_length=7, choices=ReferenceKind, default=ReferenceKind.NUMBER
    )
    contact_name = models.CharField(_("contact"), max_length=120, blank=True)
    contact_email = models.EmailField(_("e-mail address of the contact"), blank=True)
    contact_phone = models.CharField(_("telephone of the contact"), max_length=40, blank=True)
    number_prefix = models.CharField(
        _("beginning of each number"),
        max_length=10,
        blank=True,
        validators=[RegexValidator(r"^[A-Z0-9-]*$", _("Use capital letters A–Z, figures and hyphens."))],
    )
    last_number = models.PositiveIntegerField(_("last number used"), default=0)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return str(self.cooperation)


class BillingDetails(PostalAddress):
    """Where a member gets its invoices, and the reference that it wants on them (BT-10 of EN 16931)."""

    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="billing")
    reference = models.CharField(_("your reference"), max_length=60, blank=True)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return str(self.organisation)


class Vat(models.TextChoices):
    """How value added tax applies to all invoices of a run (categories S, E and O of EN 16931)."""

    STANDARD = "S", _("VAT at 25 %")
    EXEMPT = "E", _("exempt from VAT")
    OUTSIDE = "O", _("outside the scope of VAT")


class InvoiceRun(models.Model):
    """Invoices to all members at once: for which fees and divided costs of a year, when they are due, how VAT applies.

    A draft holds no amounts: they are read from the shares until it is issued. ``vat_reason`` is the office's own
    statement of why no VAT is charged.
    """

    cooperation = models.ForeignKey(Cooperation, models.PROTECT, related_name="invoice_runs")
    year = models.PositiveSmallIntegerField(_("year"))
    state = models.CharField(_("state"), max_length=7, choices=RunState, default=RunState.DRAFT)
    fees = models.ManyToManyField(MembershipFee, related_name="invoice_runs", blank=True)
    apportionments = models.ManyToManyField(Apportionment, related_name="invoice_runs", blank=True)
    text = models.CharField(_("text on the invoices"), max_length=300, blank=True)
    issued_on = models.DateField(_("date of the invoices"))
    includes_host = models.BooleanField(_("an invoice to the host itself, too"), default=False)
    due_on = models.DateField(_("due on"))
    vat = models.CharField(_("value added tax"), max_length=1, choices=Vat)
    vat_reason = models.CharField(_("why no VAT is charged"), max_length=200, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = EconomyQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(due_on__gte=F("issued_on")), name="invoice_run_dates"),
            models.CheckConstraint(
                condition=Q(vat=Vat.STANDARD, vat_reason="") | (~Q(vat=Vat.STANDARD) & ~Q(vat_reason="")),
                name="invoice_run_vat_reason",
            ),
            models.CheckConstraint(condition=Q(year__gte=1990, year__lte=2100), name="invoice_run_year"),
        ]

    def __str__(self) -> str:
        return f"{self.cooperation} {self.year}: {self.issued_on}"

    def get_absolute_url(self) -> str:
        return reverse("invoice-run", args=[self.pk])


class Invoice(models.Model):
    """An invoice or credit note as it was issued; PostgreSQL refuses to change or delete it.

    Amounts are in the cooperation's currency, and those of a credit note positive, too: they are what it takes back.
    ``serial`` runs without gaps through a cooperation's invoices and credit notes. ``file`` is the electronic invoice
    (Peppol BIS Billing 3), ``checked`` what the official rules said of it: their versions, and warnings.
    """

    cooperation = models.ForeignKey(Cooperation, models.PROTECT, related_name="invoices")
    run = models.ForeignKey(InvoiceRun, models.PROTECT, related_name="invoices")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="invoices", verbose_name=_("member"))
    serial = models.PositiveIntegerField()
    number = models.CharField(_("number"), max_length=30)
    credits = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="credit_note", verbose_name=_("undoes")
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    issued_on = models.DateField(_("date"))
    due_on = models.DateField(_("due on"), null=True, blank=True)
    buyer_name = models.CharField(max_length=200)
    net = models.DecimalField(_("amount ex VAT"), max_digits=15, decimal_places=2)
    vat = models.DecimalField(_("VAT"), max_digits=15, decimal_places=2)
    payment_reference = models.CharField(_("reference of the payment"), max_length=30)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    checked = models.JSONField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    is_sample = models.BooleanField(default=False)

    objects = InvoiceQuerySet.as_manager()

    class Meta:
        ordering = ["-serial", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["cooperation", "serial"], name="invoice_serial_once"),
            models.CheckConstraint(condition=Q(net__gt=0, vat__gte=0), name="invoice_amounts"),
            models.CheckConstraint(
                condition=Q(credits=None, reason="", due_on__isnull=False) | (Q(credits__isnull=False) & ~Q(reason="")),
                name="credit_note_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("invoice", args=[self.pk])

    @property
    def total(self):
        """What is to be paid, or is paid back: with VAT."""
        return self.net + self.vat

    @property
    def is_credit_note(self) -> bool:
        return self.credits_id is not None


class InvoiceLine(models.Model):
    """One charge of an invoice, ex VAT, and the member's share that it is; it is kept as it was issued."""

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(_("text"), max_length=300)
    amount = models.DecimalField(_("amount"), max_digits=15, decimal_places=2)
    fee_share = models.ForeignKey(
        MembershipFeeShare, models.PROTECT, null=True, blank=True, related_name="invoice_lines"
    )
    apportionment_share = models.ForeignKey(
        ApportionmentShare, models.PROTECT, null=True, blank=True, related_name="invoice_lines"
    )

    class Meta:
        ordering = ["invoice", "position"]
        constraints = [
            models.UniqueConstraint(fields=["invoice", "position"], name="invoice_line_position_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="invoice_line_amount"),
            models.CheckConstraint(
                condition=Q(fee_share__isnull=False, apportionment_share=None)
                | Q(fee_share=None, apportionment_share__isnull=False),
                name="invoice_line_is_one_share",
            ),
        ]

    def __str__(self) -> str:
        return self.text
