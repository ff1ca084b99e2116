"""The forms in which changes among the members are planned: one for each kind, with what that kind needs."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.forms.words import area
from agreements.states.reorganisations import ReorganisationKind
from agreements.succession import ReorganisationData
from portal.governance.forms.decisions import DecisionChoice, decisions_of
from portal.governance.models import Decision
from portal.organisations.models import Organisation
from portal.web.forms import DateField, Form
from portal.web.lookups import LookupField, LookupsField


class PlanForm(Form):
    """What every plan has. ``mark`` says which preview was looked at before it is confirmed."""

    effective_on = DateField(label=_("From"), help_text=_("The first day on which it is so."))
    decision = DecisionChoice(
        Decision.objects.none(),
        label=_("Decision"),
        empty_label=_("Choose"),
        help_text=_("The decision on which it stands. Record it at its meeting first."),
    )
    justification = forms.CharField(label=_("Justification"), widget=area(3), max_length=2000)
    mark = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    kind: ReorganisationKind

    def __init__(self, *args: Any, cooperation_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].queryset = decisions_of(cooperation_id)

    def data_of(self) -> ReorganisationData:
        """What was filled in, as the services want it."""
        said = self.cleaned_data
        chosen = said["organisations"]
        return ReorganisationData(
            kind=self.kind,
            effective_on=said["effective_on"],
            justification=said["justification"],
            organisation_ids=tuple(sorted(one.pk for one in (chosen if isinstance(chosen, list) else [chosen]))),
            decision_id=_key(said["decision"]),
            successor_id=_key(said.get("successor")),
            from_owner_id=_key(said.get("from_owner")),
            to_owner_id=_key(said.get("to_owner")),
            stays_authority=said.get("stays_authority", True),
        )


def _key(chosen: Any) -> int | None:
    return chosen.pk if chosen is not None else None


class JoinForm(PlanForm):
    kind = ReorganisationKind.JOIN
    organisations = LookupField(
        "organisation", label=_("Who joins"), help_text=_("Type the beginning of its name, or its number.")
    )
    field_order = ["organisations"]


class LeaveForm(PlanForm):
    kind = ReorganisationKind.LEAVE
    organisations = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Who leaves"), empty_label=_("Choose a member")
    )
    field_order = ["organisations"]

    def __init__(self, *args: Any, cooperation_id: int, **kwargs: Any) -> None:
        super().__init__(*args, cooperation_id=cooperation_id, **kwargs)
        members = Organisation.objects.filter(memberships__cooperation=cooperation_id, memberships__valid_to=None)
        self.fields["organisations"].queryset = members.distinct()
        self.fields["effective_on"].help_text = _("The first day on which it is no longer a member.")


class MergerForm(PlanForm):
    kind = ReorganisationKind.MERGER
    organisations = LookupsField(
        "organisation",
        label=_("Municipalities that merge"),
        help_text=_("Type the beginning of a name, and add them one by one."),
    )
    successor = LookupField(
        "organisation",
        label=_("The municipality that they become"),
        help_text=_("Register a new one under Organisations first. It may be one of those that merge."),
    )
    field_order = ["organisations", "successor"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].required = False
        self.fields["decision"].help_text = _(
            "If the cooperation has taken one: the merger itself is decided elsewhere."
        )


class OwnershipForm(PlanForm):
    kind = ReorganisationKind.OWNERSHIP
    organisations = LookupField("organisation", label=_("The company"))
    from_owner = LookupField("organisation", label=_("Former owner"))
    to_owner = LookupField(
        "organisation",
        label=_("New owner"),
        required=False,
        help_text=_("Takes over the whole part of the former owner. Empty when it is no authority or company of one."),
    )
    stays_authority = forms.BooleanField(
        label=_("The company is still a contracting authority"),
        required=False,
        initial=True,
        help_text=_("Without this, its rights to use agreements and its membership end with the day before."),
    )
    field_order = ["organisations", "from_owner", "to_owner", "stays_authority"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].required = False
        self.fields["decision"].help_text = _("If the cooperation has taken one.")


FORMS: dict[str, type[PlanForm]] = {form.kind: form for form in (JoinForm, LeaveForm, MergerForm, OwnershipForm)}


class WithdrawForm(Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Why is it withdrawn?"), widget=area(3), max_length=1000)
