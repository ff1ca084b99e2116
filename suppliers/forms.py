"""The forms of the supplier register. They check shape; the services decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.reference.models import County, Municipality
from portal.web.forms import Form, Rows
from portal.web.lookups import LookupField
from suppliers.models import SupplierSize

COUNTRIES = [
    ("SE", _("Sweden")),
    ("NO", _("Norway")),
    ("DK", _("Denmark")),
    ("FI", _("Finland")),
    ("DE", _("Germany")),
    ("NL", _("the Netherlands")),
    ("PL", _("Poland")),
    ("EE", _("Estonia")),
    ("LV", _("Latvia")),
    ("LT", _("Lithuania")),
    ("IE", _("Ireland")),
    ("GB", _("the United Kingdom")),
    ("US", _("the United States")),
    ("FR", _("France")),
    ("IT", _("Italy")),
    ("ES", _("Spain")),
    ("AT", _("Austria")),
    ("BE", _("Belgium")),
    ("CH", _("Switzerland")),
    ("IS", _("Iceland")),
]


class ContactForm(Form):
    name = forms.CharField(label=_("Name"), max_length=150)
    title = forms.CharField(label=_("Title"), max_length=120, required=False)
    email = forms.EmailField(label=_("E-mail address"), required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)


class SupplierForm(Form):
    """A supplier's details; ``editable`` names the fields that the person may change."""

    name = forms.CharField(label=_("Name"), max_length=200)
    country = forms.ChoiceField(label=_("Country"), choices=COUNTRIES)
    registration_number = forms.CharField(label=_("Registration number"), max_length=30, required=False)
    is_sole_trader = forms.BooleanField(
        label=_("Sole trader"),
        required=False,
        help_text=_("The number is then a personal number, and shown to the office and the supplier only."),
    )
    size = forms.ChoiceField(label=_("Size"), choices=[("", _("unknown")), *SupplierSize.choices], required=False)
    municipality = forms.ModelChoiceField(
        Municipality.objects.none(), label=_("Municipality"), required=False, empty_label=_("unknown")
    )
    email = forms.EmailField(label=_("E-mail address"), required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    rows = {
        "contacts": Rows(
            ContactForm, label=_("Contacts"), add_label=_("Add a contact"), numbered=_("Contact"), minimum=0
        )
    }

    def __init__(self, *args: Any, editable: tuple[str, ...], country: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in list(self.fields):
            if name not in (*editable, "version"):
                del self.fields[name]
        if "municipality" in self.fields:
            self.fields["municipality"].queryset = Municipality.objects.filter(country=country).in_order()


class RegisterForm(Form):
    """What the office writes of a new supplier."""

    name = forms.CharField(label=_("Name"), max_length=200)
    country = forms.ChoiceField(label=_("Country"), choices=COUNTRIES)
    registration_number = forms.CharField(label=_("Registration number"), max_length=30, required=False)
    is_sole_trader = forms.BooleanField(label=_("Sole trader"), required=False)


class BranchForm(Form):
    cpv = LookupField(
        "cpv", label=_("CPV branch"), help_text=_("Type a word or a code. What lies below it is included.")
    )
    county = forms.ModelChoiceField(County.objects.none(), label=_("Area"), required=False, empty_label=_("everywhere"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["county"].queryset = County.objects.in_order()


class SubscriptionForm(Form):
    """The branches and areas that a supplier calls its own."""

    rows = {
        "branches": Rows(
            BranchForm, label=_("Branches and areas"), add_label=_("Add a branch"), numbered=_("Branch"), maximum=50
        )
    }


class InviteForm(Form):
    name = forms.CharField(label=_("Name"), max_length=150)
    email = forms.EmailField(label=_("E-mail address"))


class RequestForm(Form):
    """The public page: who asks to act for which company."""

    name = forms.CharField(label=_("Name of the company"), max_length=200)
    country = forms.ChoiceField(label=_("Country"), choices=COUNTRIES)
    registration_number = forms.CharField(label=_("Registration number"), max_length=30)
    contact_name = forms.CharField(label=_("Your name"), max_length=150)
    email = forms.EmailField(
        label=_("Your e-mail address"), help_text=_("A link that you follow to confirm the address is sent to it.")
    )


class NoForm(Form):
    """A question that is answered by pressing its button."""


class DeclineForm(Form):
    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
