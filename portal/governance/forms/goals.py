"""The forms of strategies, goals and measurements."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from portal.governance.forms.decisions import DecisionChoice, decisions_of
from portal.governance.forms.figures import FigureField
from portal.governance.goals.sdgs import SDGS
from portal.governance.models import Decision, Goal, Measurement, Strategy
from portal.governance.models.goals import YEARS
from portal.governance.services.goals import Adoption, GoalData, MeasurementData, StrategyData
from portal.governance.states.goals import Direction
from portal.web.forms import DateField, Form
from portal.web.lookups import LookupField


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class YearField(forms.IntegerField):
    """A year, without a mark between its digits."""

    def __init__(self, **kwargs: Any) -> None:
        first, last = (validator.limit_value for validator in YEARS)
        widget = forms.NumberInput(attrs={"class": "ds-input figures", "inputmode": "numeric"})
        super().__init__(min_value=first, max_value=last, widget=widget, **kwargs)


class AdoptionForm(Form):
    """The decision that sets something, and from when."""

    decision = DecisionChoice(Decision.objects.none(), label=_("Decision"), empty_label=_("Choose"))
    valid_from = DateField(
        label=_("Holds from"), help_text=_("Empty: from the day on which the decision takes effect.")
    )
    valid_to = DateField(label=_("Holds to"), required=False, help_text=_("Empty: until another decision."))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    needs_decision = True

    def __init__(self, *args: Any, cooperation_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].queryset = decisions_of(cooperation_id)
        self.fields["decision"].required = self.needs_decision
        self.fields["valid_from"].required = False

    def adoption(self) -> Adoption | None:
        """The decision with its days; None where it is only proposed."""
        typed = self.cleaned_data
        decision = typed.get("decision")
        if decision is None:
            return None
        return Adoption(decision, typed["valid_from"] or decision.takes_effect_on, typed["valid_to"])


class StrategyAdoptionForm(AdoptionForm):
    """The decision that sets a strategy, and which of its proposed goals are set with it."""

    goals = forms.ModelMultipleChoiceField(
        Goal.objects.none(),
        label=_("Goals that the same decision sets"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, strategy: Strategy, **kwargs: Any) -> None:
        super().__init__(*args, cooperation_id=strategy.cooperation_id, **kwargs)
        self.fields["goals"].queryset = strategy.goals.filter(decision=None)
        if not self.fields["goals"].queryset.exists():
            del self.fields["goals"]


class StrategyForm(AdoptionForm):
    """A strategy; without a decision it is a proposal."""

    needs_decision = False
    title = forms.CharField(label=_("Title"), max_length=200)
    text = forms.CharField(
        label=_("What it wants"),
        widget=_area(5),
        required=False,
        help_text=_("In a few sentences that a resident understands."),
    )
    replaces = forms.ModelChoiceField(
        Strategy.objects.none(),
        label=_("Takes the place of"),
        required=False,
        empty_label=_("Nothing: it is new"),
        help_text=_("The earlier one ends on the day before this one holds."),
    )
    field_order = ["version", "title", "text", "replaces", "decision", "valid_from", "valid_to"]

    def __init__(self, *args: Any, cooperation_id: int, **kwargs: Any) -> None:
        super().__init__(*args, cooperation_id=cooperation_id, **kwargs)
        adopted = Strategy.objects.of_cooperation(cooperation_id).exclude(decision=None)
        self.fields["replaces"].queryset = adopted
        if not adopted.exists():
            del self.fields["replaces"]
        self.fields["decision"].empty_label = _("None yet: it is a proposal")

    def said(self) -> StrategyData:
        typed = self.cleaned_data
        return StrategyData(title=typed["title"], text=typed["text"], replaces=typed.get("replaces"))


class GoalForm(AdoptionForm):
    """A goal; without a decision it is a proposal."""

    needs_decision = False
    strategy = forms.ModelChoiceField(Strategy.objects.none(), label=_("Strategy"), empty_label=_("Choose"))
    title = forms.CharField(
        label=_("Goal"), max_length=200, help_text=_("Such as: more of the food that we buy is organic.")
    )
    text = forms.CharField(label=_("What it means"), widget=_area(3), required=False)
    indicator = forms.CharField(
        label=_("Indicator"), max_length=200, help_text=_("What is measured: share of food bought that is organic.")
    )
    unit = forms.CharField(label=_("Unit"), max_length=40, help_text=_("Such as %, tonnes or number."))
    direction = forms.ChoiceField(
        label=_("Direction"),
        choices=[(value, capfirst(text)) for value, text in Direction.choices],
        widget=forms.RadioSelect,
        initial=Direction.UP,
    )
    baseline_value = FigureField(label=_("Baseline"), negative=True, help_text=_("Where it stood, in the unit."))
    baseline_year = YearField(label=_("Year of the baseline"))
    target_value = FigureField(
        label=_("Target"), negative=True, help_text=_("Where it is to stand at the end of the year.")
    )
    target_year = YearField(label=_("Year of the target"))
    responsible = LookupField(
        "person",
        label=_("Responsible"),
        required=False,
        help_text=_("Whoever enters what is measured, beside the office."),
    )
    sdgs = forms.TypedMultipleChoiceField(
        label=_("Goals of the United Nations that it serves"),
        choices=[(number, f"{number}. {name}") for number, name in SDGS.items()],
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    replaces = forms.ModelChoiceField(
        Goal.objects.none(),
        label=_("Takes the place of"),
        required=False,
        empty_label=_("Nothing: it is new"),
        help_text=_("The earlier one ends on the day before this one holds."),
    )
    field_order = [
        "version", "strategy", "title", "text", "indicator", "unit", "direction", "baseline_value", "baseline_year",
        "target_value", "target_year", "responsible", "sdgs", "replaces", "decision", "valid_from", "valid_to",
    ]  # fmt: skip

    def __init__(self, *args: Any, cooperation_id: int, **kwargs: Any) -> None:
        super().__init__(*args, cooperation_id=cooperation_id, **kwargs)
        today = timezone.localdate()
        self.fields["strategy"].queryset = Strategy.objects.of_cooperation(cooperation_id).exclude(valid_to__lt=today)
        adopted = Goal.objects.of_cooperation(cooperation_id).exclude(decision=None)
        self.fields["replaces"].queryset = adopted
        if not adopted.exists():
            del self.fields["replaces"]
        self.fields["decision"].empty_label = _("None yet: it is a proposal")

    def said(self) -> GoalData:
        names = [name for name in GoalData.__dataclass_fields__ if name not in ("replaces", "sdgs")]
        typed = self.cleaned_data
        return GoalData(
            **{name: typed[name] for name in names}, sdgs=tuple(typed["sdgs"]), replaces=typed.get("replaces")
        )


def proposal(form: AdoptionForm, *gone: str) -> AdoptionForm:
    """The form of what is proposed already: its decision is entered on a page of its own."""
    for name in ("decision", "valid_from", "valid_to", *gone):
        form.fields.pop(name, None)
    return form


class EndForm(Form):
    """The decision that ends something."""

    decision = DecisionChoice(Decision.objects.none(), label=_("Decision"), empty_label=_("Choose"))
    on = DateField(label=_("Last day"))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, cooperation_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].queryset = decisions_of(cooperation_id)


class DiscardForm(Form):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ResponsibleForm(Form):
    responsible = LookupField("person", label=_("Responsible"), required=False, help_text=_("Empty: the office."))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class MeasurementForm(Form):
    """What was measured: for a whole year, or on one day."""

    year = YearField(label=_("Year"))
    day = DateField(
        label=_("Measured on"),
        required=False,
        help_text=_("Only where the figure is of one day, not of the whole year."),
    )
    value = FigureField(label=_("Value"), negative=True)
    source = forms.CharField(
        label=_("Source"), max_length=300, help_text=_("Where somebody else would find the same figure.")
    )
    note = forms.CharField(label=_("Note"), widget=_area(2), required=False)

    def __init__(self, *args: Any, goal: Goal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"].label = f"{goal.indicator} ({goal.unit})"

    def said(self) -> MeasurementData:
        return MeasurementData(**{name: self.cleaned_data[name] for name in MeasurementData.__dataclass_fields__})


class CorrectionForm(MeasurementForm):
    reason = forms.CharField(label=_("Reason for the correction"), max_length=300)


def initial_of(row: Measurement) -> dict[str, Any]:
    """What a correction begins with: the figure as it stands."""
    return {name: getattr(row, name) for name in MeasurementData.__dataclass_fields__}
