"""The forms of mini-competitions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.forms.words import area, label, with_empty
from agreements.models import CompetitionInvitation, Lot, MiniCompetition
from agreements.rules.competitions import people_at
from agreements.services.competitions import AnswerData, CompetitionData
from agreements.states.call_offs import AnswerKind
from portal.files.kinds import ACCEPT
from portal.files.models import StoredFile
from portal.organisations.models import Organisation, Unit
from portal.web.forms import Form, MoneyField


class MomentInput(forms.DateTimeInput):
    """The browser's own field for a day and a time."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class MomentField(forms.DateTimeField):
    """A day and a time in the portal's time zone; browsers without such a field may send 2026-11-20 15:00."""

    widget = MomentInput
    input_formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
    default_error_messages = {"invalid": _("Write the time as 2026-11-20 15:00.")}


class CompetitionForm(Form):
    """A mini-competition in a lot, for a buyer."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label=label("title", MiniCompetition), max_length=250)
    description = forms.CharField(
        label=label("description", MiniCompetition),
        required=False,
        widget=area(8),
        help_text=MiniCompetition._meta.get_field("description").help_text,
    )
    estimated_value = MoneyField(
        label=label("estimated_value", MiniCompetition),
        required=False,
        help_text=_("Excluding VAT. The suppliers do not see it."),
    )
    deadline = MomentField(
        label=label("deadline", MiniCompetition),
        required=False,
        help_text=_("Give time enough for what you ask. Answers are opened and recorded after it."),
    )
    answer_to = forms.CharField(
        label=label("answer_to", MiniCompetition),
        required=False,
        widget=area(3),
        help_text=MiniCompetition._meta.get_field("answer_to").help_text,
    )
    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label=label("unit", MiniCompetition),
        required=False,
        empty_label=_("The whole organisation"),
    )
    evaluators = forms.ModelMultipleChoiceField(
        people_at(0),
        label=label("evaluators", MiniCompetition),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They alone see what comes in until the decision. You are one of them."),
    )

    def __init__(self, *args: Any, lot: Lot, buyer: Organisation, **kwargs: Any) -> None:
        self.lot, self.buyer = lot, buyer
        super().__init__(*args, **kwargs)
        self.fields["estimated_value"].currency = lot.agreement.currency
        self.fields["evaluators"].queryset = people_at(buyer.pk).exclude(pk=self.user.pk)
        self.fields["unit"].queryset = Unit.objects.filter(organisation=buyer, closed_on=None)
        for name in ("unit", "evaluators"):
            if not self.fields[name].queryset.exists():
                del self.fields[name]

    def competition_data(self) -> CompetitionData:
        """What was typed, for the service."""
        said = self.cleaned_data
        unit = said.get("unit")
        return CompetitionData(
            agreement_id=self.lot.agreement_id,
            lot_id=self.lot.pk,
            buyer_id=self.buyer.pk,
            unit_id=unit.pk if unit else None,
            evaluators=frozenset(person.pk for person in said.get("evaluators", ())),
            **{name: said[name] for name in ("title", "description", "estimated_value", "deadline", "answer_to")},
        )


class AnswerForm(Form):
    """What one invited supplier answered."""

    kind = forms.ChoiceField(
        label=label("answer", CompetitionInvitation),
        choices=with_empty(AnswerKind.choices),
        help_text=_("What was received after the deadline is recorded as late, and cannot win."),
    )
    received_at = MomentField(label=label("received_at", CompetitionInvitation), required=False)
    price = MoneyField(label=label("price", CompetitionInvitation), required=False, help_text=_("Excluding VAT."))
    points = forms.DecimalField(
        label=label("points", CompetitionInvitation), required=False, max_digits=7, decimal_places=2, localize=True
    )
    note = forms.CharField(label=label("note", CompetitionInvitation), required=False, widget=area(3))
    file = forms.FileField(
        label=_("File"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        help_text=_("The answer itself. The evaluators alone see it until the award."),
    )

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["price"].currency = currency

    def answer_data(self, supplier_id: int, file: StoredFile | None) -> AnswerData:
        """What was typed, for the service."""
        names = ("kind", "received_at", "price", "points", "note")
        return AnswerData(supplier_id=supplier_id, file=file, **{name: self.cleaned_data[name] for name in names})


class AwardForm(Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    winner = forms.TypedChoiceField(label=label("winner", MiniCompetition), coerce=int)
    reason = forms.CharField(
        label=label("award_reason", MiniCompetition),
        widget=area(5),
        help_text=_("Every invited supplier reads them: write nobody's price or business secret."),
    )

    def __init__(self, *args: Any, competition: MiniCompetition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tendered = competition.invitations.filter(answer=AnswerKind.TENDER).select_related("supplier")
        choices = [(invitation.supplier_id, invitation.supplier) for invitation in tendered]
        self.fields["winner"].choices = with_empty(choices)


class CancelForm(Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why is it cancelled?"), widget=area(3), help_text=_("The invited suppliers are told the reason.")
    )
