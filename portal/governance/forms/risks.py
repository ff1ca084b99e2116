"""Forms of risks. The scale stands in words beside its numbers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.governance.states.risks import Consequence, Probability
from portal.web.forms import DateField, Form
from portal.web.lookups import LookupField


def _scale(choices: type, label: str, help_text: str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        help_text=help_text,
        coerce=int,
        choices=[(choice.value, _Step(choice)) for choice in choices],
        widget=forms.RadioSelect,
    )


class _Step:
    """A step of the scale: its number and its word, in the language of whoever reads it."""

    def __init__(self, choice: Probability | Consequence) -> None:
        self.choice = choice

    def __str__(self) -> str:
        return f"{self.choice.value} – {self.choice.label}"


def probability() -> forms.TypedChoiceField:
    return _scale(Probability, _("Probability"), _("How likely it is to happen within a year."))


def consequence() -> forms.TypedChoiceField:
    return _scale(Consequence, _("Consequence"), _("What it would mean for the members."))


class RiskForm(Form):
    """A risk as the register tells it."""

    title = forms.CharField(label=_("Risk"), max_length=200, help_text=_("In one line, as something that may happen."))
    description = forms.CharField(
        label=_("What may happen, and why"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    probability = probability()
    consequence = consequence()
    owner = LookupField("person", label=_("Owner"), required=False, help_text=_("Who follows it, and reviews it."))
    measure = forms.CharField(label=_("Measure"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    review_on = DateField(label=_("Review day"))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ReviewForm(Form):
    """What a review showed."""

    note = forms.CharField(label=_("What the review showed"), widget=forms.Textarea(attrs={"rows": 3}))
    probability = probability()
    consequence = consequence()
    measure = forms.CharField(label=_("Measure"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    review_on = DateField(label=_("Next review"))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class StepForm(Form):
    """Why a risk is watched, closed or opened again."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ReopenForm(StepForm):
    """Why it is open again, and when it is looked at."""

    review_on = DateField(label=_("Review day"))
