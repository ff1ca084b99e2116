"""Forms of invoices: who sends them, who gets them, and what a run charges."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from portal.governance.invoices.basis import uncharged
from portal.governance.models import (
    AccountKind,
    AddressScheme,
    Apportionment,
    ApportionmentShare,
    InvoiceRun,
    MembershipFee,
    MembershipFeeShare,
    ReferenceKind,
    Vat,
)
from portal.organisations.models import Cooperation
from portal.web import formats
from portal.web.forms import DateField, Form

DUE_DAYS = 30


class _AddressForm(Form):
    street = forms.CharField(label=_("Street or box"), max_length=150, required=False)
    postal_code = forms.CharField(label=_("Postal code"), max_length=12, required=False)
    city = forms.CharField(label=_("Town"), max_length=80, required=False)
    electronic_scheme = forms.ChoiceField(
        label=_("Kind of electronic address"),
        choices=[("", _("the registration number")), *AddressScheme.choices],
        required=False,
    )
    electronic_address = forms.CharField(
        label=_("Electronic address (Peppol)"),
        max_length=50,
        required=False,
        help_text=_("Empty where it is the registration number."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if bool(said.get("electronic_scheme")) != bool(said.get("electronic_address")):
            self.add_error("electronic_address", _("Give both the kind and the address, or neither."))
        return said


class BillingForm(_AddressForm):
    reference = forms.CharField(
        label=_("Your reference"),
        max_length=60,
        help_text=_("What the payer's system needs to sort the invoice: a code, or a name. Peppol demands one."),
    )

    field_order = ["reference", "street", "postal_code", "city", "electronic_scheme", "electronic_address", "version"]


class InvoicingForm(_AddressForm):
    vat_number = forms.CharField(
        label=_("VAT number"),
        max_length=20,
        required=False,
        help_text=_("As SE212000014201 or NO942402465MVA. Needed unless all is outside the scope of VAT."),
    )
    is_tax_registered = forms.BooleanField(
        label=_("State the tax registration"),
        required=False,
        help_text=_(
            "Writes “Godkänd för F-skatt” in Sweden and “Foretaksregisteret” in Norway. Tick it only if it is so."
        ),
    )
    account_kind = forms.ChoiceField(
        label=_("Kind of account"), choices=[("", _("choose")), *AccountKind.choices], required=False
    )
    account = forms.CharField(label=_("Account"), max_length=40, required=False)
    reference_kind = forms.ChoiceField(
        label=_("Reference of the payment"),
        choices=ReferenceKind.choices,
        help_text=_("OCR and KID have to be agreed with the bank first."),
    )
    contact_name = forms.CharField(label=_("Contact"), max_length=120, required=False)
    contact_email = forms.EmailField(label=_("E-mail address of the contact"), required=False)
    contact_phone = forms.CharField(label=_("Telephone of the contact"), max_length=40, required=False)
    number_prefix = forms.CharField(
        label=_("Beginning of each number"),
        max_length=10,
        required=False,
        validators=[RegexValidator(r"^[A-Z0-9-]*$", _("Use capital letters A–Z, figures and hyphens."))],
        help_text=_("Such as SK-, so that the series is not taken for another of the host's."),
    )
    last_number = forms.IntegerField(
        label=_("Last number used"),
        min_value=0,
        max_value=999_999_999,
        help_text=_("The first invoice gets the next one. It can be set until the first invoice is issued."),
    )

    field_order = [
        "street",
        "postal_code",
        "city",
        "vat_number",
        "is_tax_registered",
        "account_kind",
        "account",
        "reference_kind",
        "contact_name",
        "contact_email",
        "contact_phone",
        "electronic_scheme",
        "electronic_address",
        "number_prefix",
        "last_number",
        "version",
    ]


class RunForm(Form):
    """What a run charges, and how. Only the latest version of a fee or divided cost is offered, while something of it
    is left to charge."""

    charged = forms.MultipleChoiceField(
        label=_("What is charged"), widget=forms.CheckboxSelectMultiple, help_text=_("All of one year.")
    )
    issued_on = DateField(label=_("Date of the invoices"))
    due_on = DateField(label=_("Due on"))
    vat = forms.ChoiceField(
        label=_("Value added tax"),
        choices=Vat.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "Whether VAT is due on fees and on shared costs depends on what they pay for. The portal does not judge it:"
            " ask the host's accountant or the tax authority, and choose what they say."
        ),
    )
    vat_reason = forms.CharField(
        label=_("Why no VAT is charged"),
        max_length=200,
        required=False,
        help_text=_("Stands on each invoice. Empty where VAT is charged."),
    )
    text = forms.CharField(
        label=_("Text on the invoices"),
        max_length=300,
        required=False,
        help_text=_("Such as whom to ask, and the number of the decision."),
    )
    includes_host = forms.BooleanField(
        label=_("An invoice to the host itself, too"),
        required=False,
        help_text=_("Otherwise its share is listed as its own, without an invoice."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, cooperation: Cooperation, run: InvoiceRun | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wholes = {
            **_left("fee", MembershipFee, MembershipFeeShare, cooperation, run),
            **_left("apportionment", Apportionment, ApportionmentShare, cooperation, run),
        }
        self.fields["charged"].choices = [
            (key, f"{whole} – {formats.money(left, cooperation.currency)}")
            for key, (whole, left) in self.wholes.items()
        ]

    def chosen(self, kind: str) -> list[Any]:
        """The fees or divided costs that are ticked."""
        return [self.wholes[key][0] for key in self.cleaned_data["charged"] if key.startswith(kind)]

    @staticmethod
    def beginning(day: date) -> dict[str, Any]:
        """What a new run begins with."""
        return {"issued_on": day, "due_on": day + timedelta(days=DUE_DAYS)}


class UndoForm(Form):
    reason = forms.CharField(
        label=_("Why the invoice is undone"), max_length=300, help_text=_("Stands on the credit note.")
    )


def _left(kind: str, model: Any, shares: Any, cooperation: Cooperation, run: InvoiceRun | None) -> dict[str, Any]:
    """The latest versions of which something is left to charge, with how much, by the key of their choice."""
    latest: dict[Any, Any] = {}
    for whole in model.objects.filter(cooperation=cooperation).order_by("-year", "-number"):
        latest.setdefault((whole.year, getattr(whole, "purpose", "")), whole)
    rows = uncharged(shares.objects.filter(**{f"{kind}__in": list(latest.values())}), f"{kind}_share")
    if run is None or not run.includes_host:
        rows = rows.filter(~Q(organisation=cooperation.host_id))
    left = dict(rows.order_by().values_list(kind).annotate(sum=Sum("amount")))
    return {f"{kind}-{whole.pk}": (whole, left[whole.pk]) for whole in latest.values() if whole.pk in left}
