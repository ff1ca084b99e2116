"""Forms of decisions, and the choice of one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.governance.models import Decision
from portal.web.forms import DateField, Form


class DecisionChoice(forms.ModelChoiceField):
    """A decision of the cooperation, with its day and case number."""

    def label_from_instance(self, obj: Decision) -> str:
        parts = [obj.meeting.held_on.isoformat(), obj.case_number, obj.title]
        return " · ".join(part for part in parts if part)


def decisions_of(cooperation_id: int) -> Any:
    """A cooperation's decisions, the latest first."""
    return (
        Decision.objects.filter(meeting__cooperation=cooperation_id)
        .select_related("meeting")
        .order_by("-meeting__held_on", "-pk")
    )


class DecisionForm(Form):
    title = forms.CharField(label=_("Title"), max_length=200)
    case_number = forms.CharField(label=_("Case number"), max_length=40, required=False)
    wording = forms.CharField(label=_("Wording"), widget=forms.Textarea(attrs={"rows": 5}))
    takes_effect_on = DateField(label=_("Takes effect on"))
    is_unanimous = forms.BooleanField(label=_("Unanimous"), required=False)
    votes_for = forms.IntegerField(label=_("Votes for"), min_value=0, max_value=9999, required=False)
    votes_against = forms.IntegerField(label=_("Votes against"), min_value=0, max_value=9999, required=False)
    votes_abstained = forms.IntegerField(label=_("Abstained"), min_value=0, max_value=9999, required=False)
    is_public = forms.BooleanField(label=_("Public"), required=False)


class CorrectionForm(DecisionForm):
    reason = forms.CharField(label=_("Reason for the correction"), max_length=300)
