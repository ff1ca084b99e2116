"""Forms of memberships."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.governance.forms.decisions import DecisionChoice, decisions_of
from portal.governance.models import Decision
from portal.organisations.forms import DayForm
from portal.organisations.models import Membership, Organisation
from portal.web.forms import DateField, Form
from portal.web.lookups import LookupField


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
        self.fields["decision"].queryset = decisions_of(cooperation_id)


class LeaveForm(DayForm):
    """The last day of a member, by a decision."""

    decision = DecisionChoice(Decision.objects.none(), label=_("Decision"))
    field_order = ("membership", "on", "decision", "reason")

    def __init__(self, *args: Any, cooperation_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].queryset = decisions_of(cooperation_id)


class MemberChoice(forms.ModelChoiceField):
    """A member, by the name of its organisation."""

    def label_from_instance(self, obj: Membership) -> str:
        return str(obj.organisation)


class ChooseLeaverForm(LeaveForm):
    """Which member leaves, and from when."""

    membership = MemberChoice(Membership.objects.none(), label=_("Member"))

    def __init__(self, *args: Any, cooperation_id: int, **kwargs: Any) -> None:
        super().__init__(*args, cooperation_id=cooperation_id, **kwargs)
        members = Membership.objects.filter(cooperation=cooperation_id, valid_to=None).select_related("organisation")
        self.fields["membership"].queryset = members.order_by("organisation__name")


class CompaniesForm(Form):
    """Each of a member's companies: in or out. Nothing is chosen beforehand for one that nobody has decided on."""

    on = DateField(label=_("From"))
    decision = DecisionChoice(Decision.objects.none(), label=_("Decision"))

    def __init__(self, *args: Any, cooperation_id: int, companies: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].queryset = decisions_of(cooperation_id)
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
