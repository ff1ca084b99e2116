"""The forms of the plan. They check shape; the services decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.law.planning import How, Phase, Plan
from portal.law.procedures import Procedure
from portal.web import formats
from portal.web.forms import DateField, Form, VersionForm
from procurements.models.planning import LONGEST_PHASE


class MoveForm(Form):
    """Which day goes where, and what the later ones do; it stands in the address."""

    step = forms.ChoiceField(label=_("Which day"))
    to = DateField(label=_("New day"))
    how = forms.ChoiceField(label=_("What follows"), choices=How, widget=forms.RadioSelect, initial=How.ALONG)

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["step"].choices = [
            (step.value, f"{step.label.capitalize()}: {formats.date(day)}") for step, day in plan.free
        ]


class ConfirmForm(VersionForm):
    """Why it is moved, once what follows has been seen."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stands in the history of everything that moves."),
    )


class LeadTimeForm(VersionForm):
    """The days of each phase."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for phase in Phase:
            self.fields[phase.value] = forms.IntegerField(
                label=phase.label.capitalize(), min_value=0, max_value=LONGEST_PHASE
            )


class WorkloadForm(VersionForm):
    """The effort of each phase and the capacity, in per cent of full time."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for phase in Phase:
            self.fields[phase.value] = forms.IntegerField(label=phase.label.capitalize(), min_value=0, max_value=100)
        self.fields["capacity"] = forms.IntegerField(
            label=_("Capacity of an officer"),
            min_value=1,
            max_value=100,
            help_text=_("How much of full time procurements may take; what lies above is warned about."),
        )


class SuccessorForm(Form):
    """By which procedure, and when the new agreement is to start."""

    procedure = forms.ChoiceField(label=_("Procedure"), choices=Procedure)
    starts_on = DateField(label=_("The new agreement starts"))
