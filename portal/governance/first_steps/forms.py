"""Forms of the first steps."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Role
from portal.accounts.models import User
from portal.organisations.models import APPOINTED_TO_OFFICE, Cooperation
from portal.reference.models import County, Municipality
from portal.web.forms import DateField, Form, Rows
from portal.web.lookups import LookupsField


class AdministratorForm(Form):
    name = forms.CharField(label=_("Your name"), max_length=150)
    email = forms.EmailField(
        label=_("Your e-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("The password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = " ".join(password_validators_help_texts())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("password") and data.get("again") and data["password"] != data["again"]:
            self.add_error("again", _("The two passwords differ."))
        elif data.get("password"):
            try:
                validate_password(data["password"], User(email=data.get("email", ""), name=data.get("name", "")))
            except ValidationError as error:
                self.add_error("password", error)
        return data


class MembersForm(Form):
    """Members from the list of a county, others by name, and one founding decision."""

    municipalities = forms.ModelMultipleChoiceField(
        Municipality.objects.none(),
        label=_("Municipalities of the county"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    others = LookupsField("municipality", label=_("Municipalities elsewhere"), required=False)
    held_on = DateField(label=_("Day of the founding decision"))
    case_number = forms.CharField(label=_("Case number"), max_length=40, required=False)
    wording = forms.CharField(label=_("Wording of the decision"), widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, county: County | None, cooperation: Cooperation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cooperation = cooperation
        if county is None:
            del self.fields["municipalities"]
        else:
            found = Municipality.objects.filter(county=county).in_order()
            self.fields["municipalities"].queryset = found
            self.fields["municipalities"].label = _("Municipalities of %(county)s") % {"county": county}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        chosen = list(dict.fromkeys([*data.get("municipalities", []), *(data.get("others") or [])]))
        if not chosen and not self.errors:
            raise ValidationError(_("Choose at least one municipality."))
        if any(place.country != self.cooperation.jurisdiction for place in chosen):
            self.add_error("others", _("A municipality of another country cannot be a member."))
        data["chosen"] = chosen
        return data


class OfficerForm(Form):
    name = forms.CharField(label=_("Name"), max_length=150)
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    role = forms.ChoiceField(
        label=_("Role"), choices=[("", "–"), *((role.value, role.label) for role in map(Role, APPOINTED_TO_OFFICE))]
    )


class OfficersForm(Form):
    rows = {"people": Rows(OfficerForm, label=_("People of the office"), add_label=_("Add a person"), minimum=2)}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.rows_of["people"].filled:
            raise ValidationError(_("Write at least one person."))
        return data
