"""The forms of the table of thresholds."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.law.thresholds import ThresholdKind
from portal.reference.models import Country
from portal.web.forms import DateField, Form, MoneyField


class ThresholdForm(Form):
    jurisdiction = forms.ChoiceField(label=_("Country"), choices=Country.choices)
    kind = forms.ChoiceField(label=_("Kind"), choices=ThresholdKind.choices)
    amount = MoneyField(label=_("Amount"), help_text=_("Excluding VAT, in the country's currency."))
    valid_from = DateField(
        label=_("From"), help_text=_("A threshold of the same kind without an end is ended the day before.")
    )
    valid_to = DateField(label=_("To"), required=False, help_text=_("Leave empty when no end is known."))
    source = forms.CharField(label=_("Source"), max_length=200, help_text=_("Who says so: an act or an authority."))
    url = forms.URLField(label=_("Link"), required=False, max_length=500, assume_scheme="https")
    certain = forms.BooleanField(
        label=_("Amount and days have been checked against the source"),
        required=False,
        help_text=_("Otherwise it is shown as not checked."),
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=300)


class ThresholdEndForm(Form):
    valid_to = DateField(label=_("Last day"))
