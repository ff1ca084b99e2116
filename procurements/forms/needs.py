"""The forms of a need. They check shape; the services decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import actor_of
from portal.organisations.models import Unit
from portal.web.forms import DateField, Form, MoneyField
from portal.web.lookups import LookupField
from procurements.rules import needs as rules
from procurements.services.needs import NeedData


class NeedForm(Form):
    what = forms.CharField(label=_("What is needed"), max_length=250)
    organisation = LookupField("organisation", label=_("Organisation"))
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=_("Unit"), required=False, empty_label=_("The whole organisation")
    )
    cpv = LookupField("cpv", label=_("CPV code"), required=False, help_text=_("Type a word or a code, if you know it."))
    amount = MoneyField(label=_("Estimated amount"), required=False, help_text=_("Excluding VAT."))
    wanted_by = DateField(label=_("Wanted by"), required=False)
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
        units = Unit.objects.filter(organisation__in=own, closed_on=None).order_by("name")
        if units.exists():
            self.fields["unit"].queryset = units
        else:
            del self.fields["unit"]

    def data_said(self) -> NeedData:
        """What was typed, for the service."""
        return NeedData(**{name: self.cleaned_data.get(name) for name in NeedData.__dataclass_fields__})


class AnswerForm(Form):
    answer = forms.CharField(
        label=_("Answer"),
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("How the need can be met. Whoever reported it gets your answer by e-mail."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
