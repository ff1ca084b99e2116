"""The form that confirms the values. It checks shape; the service decides."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.web.forms import VersionForm

LONGEST_MONTHS = 600


class ConfirmForm(VersionForm):
    agreement_months = forms.IntegerField(
        label=_("Duration in months"),
        min_value=1,
        max_value=LONGEST_MONTHS,
        help_text=_("With every extension option: two years and two options of one year each are 48."),
    )
    headroom = forms.DecimalField(
        label=_("Headroom, per cent"),
        min_value=0,
        max_digits=5,
        decimal_places=2,
        required=False,
        help_text=_("How far the maximum lies above what is pledged. Usually nothing."),
    )
    headroom_reason = forms.CharField(
        label=_("Reasons for the headroom"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Those who take part read it, and from the notice on everybody."),
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def clean_headroom(self) -> Any:
        return self.cleaned_data["headroom"] or Decimal(0)
