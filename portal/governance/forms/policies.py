"""Forms of policies."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.governance.forms.decisions import DecisionChoice, decisions_of
from portal.governance.models import Decision, Policy
from portal.governance.services.policies import PolicyData
from portal.web.forms import DateField, Form


class PolicyForm(Form):
    """A policy that a decision adopts."""

    title = forms.CharField(label=_("Title"), max_length=200)
    text = forms.CharField(label=_("Text"), widget=forms.Textarea(attrs={"rows": 12}), required=False)
    upload = forms.FileField(label=_("File"), required=False, help_text=_("In place of the text, or beside it."))
    binds_administrations = forms.BooleanField(label=_("Binds the members' administrations"), required=False)
    binds_companies = forms.BooleanField(label=_("Binds the members' companies"), required=False)
    decision = DecisionChoice(
        Decision.objects.none(), label=_("Decision"), help_text=_("Record it at its meeting first.")
    )
    valid_from = DateField(label=_("In force from"))
    replaces = forms.ModelChoiceField(
        Policy.objects.none(), label=_("Replaces"), required=False, empty_label=_("No earlier policy")
    )

    def __init__(self, *args: Any, cooperation_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].queryset = decisions_of(cooperation_id)
        self.fields["replaces"].queryset = Policy.objects.filter(cooperation=cooperation_id, valid_to=None)

    def policy_data(self) -> PolicyData:
        """What was typed, as the service takes it."""
        return PolicyData(**self.cleaned_data)


class RepealForm(Form):
    """The last day of a policy that none replaces."""

    last_day = DateField(label=_("Last day"))
    decision = DecisionChoice(Decision.objects.none(), label=_("Decision"))

    def __init__(self, *args: Any, cooperation_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].queryset = decisions_of(cooperation_id)
