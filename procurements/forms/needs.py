"""The forms of a need. They check shape; the services decide."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import actor_of
from portal.organisations.models import Organisation, Unit
from portal.organisations.periods import valid_on
from portal.web.forms import DateField, MoneyField, VersionForm
from portal.web.lookups import LookupField
from procurements.models import Need
from procurements.rules import needs as rules
from procurements.services.needs import FIELDS, ROWS, NeedData


class NeedForm(VersionForm):
    """A need; units and companies are offered of the organisations that the person reports for."""

    what = forms.CharField(label=_("What is needed"), max_length=250)
    organisation = LookupField("organisation", label=_("Organisation"))
    units = forms.ModelMultipleChoiceField(
        Unit.objects.none(),
        label=_("Units"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen means the whole organisation."),
    )
    companies = forms.ModelMultipleChoiceField(
        Organisation.objects.none(),
        label=_("Companies that need it too"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    cpv = LookupField("cpv", label=_("CPV code"), required=False, help_text=_("Type a word or a code, if you know it."))
    amount = MoneyField(label=_("Estimated amount"), required=False, help_text=_("Excluding VAT."))
    is_yearly = forms.BooleanField(label=_("It is needed every year: the amount is for one year"), required=False)
    volume = forms.CharField(
        label=_("Volume"), max_length=120, required=False, help_text=_("Such as 1,200 hours a year or 40 vehicles.")
    )
    wanted_by = DateField(label=_("Wanted by"), required=False)
    agreement = LookupField(
        "agreement",
        label=_("Today's agreement"),
        required=False,
        help_text=_("Type its number or title, if it stands in the portal."),
    )
    agreement_said = forms.CharField(
        label=_("Today's agreement, elsewhere"),
        max_length=200,
        required=False,
        help_text=_("Supplier and number of an agreement that is not in the portal."),
    )
    agreement_ends_on = DateField(label=_("Today's agreement ends"), required=False)
    goals = forms.CharField(
        label=_("Goals that it serves"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Such as fewer chemicals in preschools, or fossil-free transport."),
    )
    description = forms.CharField(
        label=_("Description"),
        required=False,
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What it is for, how often it is needed, and what matters."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = rules.reports_for(actor_of(self.user))
        offered = {
            "units": Unit.objects.filter(organisation__in=own, closed_on=None).order_by("name"),
            "companies": Organisation.objects.filter(
                valid_on(timezone.localdate(), "owners__"), owners__owner__in=own
            ).distinct(),
        }
        for name, rows in offered.items():
            if rows.exists():
                self.fields[name].queryset = rows
            else:
                del self.fields[name]

    def data_said(self) -> NeedData:
        """What was typed, for the service."""
        said = {name: self.cleaned_data.get(name) for name in FIELDS}
        return NeedData(**said | {name: tuple(self.cleaned_data.get(name, ())) for name in ROWS})


def initial_of(need: Need) -> dict[str, Any]:
    """What the form shows of a need."""
    said = {name: getattr(need, name) for name in FIELDS}
    return said | {name: list(getattr(need, name).all()) for name in ROWS} | {"version": need.version}


class AnswerForm(VersionForm):
    answer = forms.CharField(
        label=_("Answer"),
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("How the need can be met. Whoever reported it gets your answer by e-mail."),
    )


class MergeForm(VersionForm):
    """Which of the needs that are alike this one is merged into."""

    into = forms.ModelChoiceField(
        Need.objects.none(), label=_("It is one with"), widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, *args: Any, among: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = among
        self.fields["into"].label_from_instance = lambda need: f"{need.what} – {need.organisation}"
