"""The question of the calculator, asked by an address: which day, counted from when, by whose rules."""

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.law.calendars import KNOWN_YEARS
from portal.law.jurisdictions import JurisdictionCode
from portal.law.procedures import Procedure
from portal.law.time_limits import DYNAMIC
from portal.web.forms import DateField, Form


class What(models.TextChoices):
    """What is counted."""

    STANDSTILL = "standstill", _("standstill after the award decision")
    MINI_COMPETITION = "mini", _("standstill after a mini-competition")
    TENDERS = "tenders", _("time to send tenders")
    REQUESTS = "requests", _("time to ask to participate")
    RESULT = "result", _("last day of the result notice")


YES_NO = [("yes", _("Yes")), ("no", _("No"))]


class CalculatorForm(Form):
    """What is asked; the page fills in the usual answer to everything that is not said."""

    what = forms.ChoiceField(label=_("What is counted"), required=False, choices=What)
    jurisdiction = forms.ChoiceField(
        label=_("By the rules of"), required=False, choices=JurisdictionCode, widget=forms.RadioSelect
    )
    on = DateField(
        label=_("Sent on"),
        required=False,
        help_text=_("The award decision, the notice, or the invitation to those who were chosen to send tenders."),
    )
    electronic = forms.ChoiceField(
        label=_("Electronically"),
        required=False,
        choices=YES_NO,
        widget=forms.RadioSelect,
        help_text=_("The decision is sent so; or tenders may be sent so."),
    )
    procedure = forms.ChoiceField(
        label=_("Procedure"),
        required=False,
        choices=[*Procedure.choices, (DYNAMIC, _("dynamic purchasing system"))],
        help_text=_("For the time limits, and for whether there is a standstill at all."),
    )
    online = forms.ChoiceField(
        label=_("All documents open to everybody on the web"),
        required=False,
        choices=YES_NO,
        widget=forms.RadioSelect,
    )
    prior = DateField(
        label=_("Prior information notice sent on"),
        required=False,
        help_text=_("If there was one with all that the law asks."),
    )
    urgent = forms.ChoiceField(
        label=_("Urgent, for reasons that the notice states"),
        required=False,
        choices=YES_NO,
        widget=forms.RadioSelect,
    )

    def clean_on(self) -> Any:
        day = self.cleaned_data["on"]
        first, last = KNOWN_YEARS
        if not first <= day.year <= last:
            raise forms.ValidationError(
                _("The public holidays are known from %(first)s to %(last)s.") % {"first": first, "last": last}
            )
        return day
