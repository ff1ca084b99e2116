"""Forms of meetings, decisions and memberships."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.governance.models import Decision
from portal.organisations.models import Group, Organisation
from portal.web.forms import DateField, Form
from portal.web.lookups import LookupField


class DecisionChoice(forms.ModelChoiceField):
    """A decision of the cooperation, with its day and case number."""

    def label_from_instance(self, obj: Decision) -> str:
        parts = [obj.meeting.held_on.isoformat(), obj.case_number, obj.title]
        return " · ".join(part for part in parts if part)


def _decisions(cooperation_id: int) -> Any:
    return (
        Decision.objects.filter(meeting__cooperation=cooperation_id)
        .select_related("meeting")
        .order_by("-meeting__held_on", "-pk")
    )


class MeetingForm(Form):
    title = forms.CharField(label=_("Title"), max_length=200)
    held_on = DateField(label=_("Held on"))
    group = forms.ModelChoiceField(
        Group.objects.none(), label=_("Group"), required=False, help_text=_("Empty for a meeting of all members.")
    )
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    minutes = forms.CharField(label=_("Minutes"), widget=forms.Textarea(attrs={"rows": 8}), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, cooperation_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = Group.objects.filter(cooperation=cooperation_id)


class DecisionForm(Form):
    title = forms.CharField(label=_("Title"), max_length=200)
    case_number = forms.CharField(label=_("Case number"), max_length=40, required=False)
    wording = forms.CharField(label=_("Wording"), widget=forms.Textarea(attrs={"rows": 5}))
    conditions = forms.CharField(label=_("Conditions"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    takes_effect_on = DateField(label=_("Takes effect on"))
    is_unanimous = forms.BooleanField(label=_("Unanimous"), required=False)
    votes_for = forms.IntegerField(label=_("Votes for"), min_value=0, max_value=9999, required=False)
    votes_against = forms.IntegerField(label=_("Votes against"), min_value=0, max_value=9999, required=False)


class CorrectionForm(DecisionForm):
    reason = forms.CharField(label=_("Reason for the correction"), max_length=300)


class AdmissionForm(Form):
    """A new member, from a day, by a decision."""

    organisation = LookupField(
        "organisation", label=_("Organisation"), help_text=_("Type the beginning of its name, or its number.")
    )
    valid_from = DateField(label=_("Member from"))
    decision = DecisionChoice(Decision.objects.none(), label=_("Decision"))
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def __init__(self, *args: Any, cooperation_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].queryset = _decisions(cooperation_id)


class CompaniesForm(Form):
    """Each of a member's companies: in or out. Nothing is chosen beforehand for one that nobody has decided on."""

    on = DateField(label=_("From"))
    decision = DecisionChoice(Decision.objects.none(), label=_("Decision"))

    def __init__(self, *args: Any, cooperation_id: int, companies: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].queryset = _decisions(cooperation_id)
        for company in companies:
            self.fields[f"company-{company.pk}"] = forms.ChoiceField(
                label=company.name,
                choices=[("in", _("Takes part")), ("out", _("Stays outside"))],
                widget=forms.RadioSelect,
            )

    def choices(self) -> dict[int, bool]:
        """Whether each company takes part, by its id."""
        return {
            int(name.removeprefix("company-")): value == "in"
            for name, value in self.cleaned_data.items()
            if name.startswith("company-")
        }
