"""The forms of what is checked of an agreement for goals."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from agreements.forms.words import area, label, with_empty
from agreements.models import Agreement, GoalCheck, GoalFinding, Obligation
from agreements.services.goals import YEARLY, CheckData, FindingData
from agreements.states.follow_up import CheckResult
from portal.governance.forms.figures import FigureField
from portal.governance.models import Goal
from portal.web.forms import DateField, Form


class CheckForm(Form):
    """What is checked for which goal, how, and when next."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    goal = forms.ModelChoiceField(Goal.objects.none(), label=_("Goal"), empty_label=_("Choose"))
    what = forms.CharField(
        label=label("what", GoalCheck), widget=area(3), help_text=_("What the agreement is to do for the goal.")
    )
    how = forms.CharField(
        label=label("how", GoalCheck),
        widget=area(2),
        required=False,
        help_text=_("Where the figure comes from, or who looks at what."),
    )
    every_months = forms.IntegerField(
        label=label("every_months", GoalCheck),
        min_value=1,
        max_value=120,
        required=False,
        initial=YEARLY,
        help_text=_("12 is once a year. Empty: once."),
    )
    next_on = DateField(label=label("next_on", GoalCheck), required=False)
    obligation = forms.ModelChoiceField(
        Obligation.objects.none(),
        label=label("obligation", GoalCheck),
        required=False,
        empty_label=_("None of the supplier's obligations"),
    )

    def __init__(self, *args: Any, agreement: Agreement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        goals = Goal.objects.of_cooperation(agreement.cooperation_id).exclude(decision=None)
        kept = self.initial.get("goal")
        today = timezone.localdate()
        self.fields["goal"].queryset = goals.exclude(valid_to__lt=today) | goals.filter(pk=getattr(kept, "pk", kept))
        self.fields["obligation"].queryset = agreement.obligations.all()
        if not agreement.obligations.exists():
            del self.fields["obligation"]

    def said(self) -> CheckData:
        names = [name for name in CheckData.__dataclass_fields__ if name != "obligation"]
        typed = self.cleaned_data
        return CheckData(**{name: typed[name] for name in names}, obligation=typed.get("obligation"))


class FindingForm(Form):
    """What a check found."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    checked_on = DateField(label=label("checked_on", GoalFinding))
    result = forms.ChoiceField(
        label=label("result", GoalFinding),
        choices=with_empty((value, capfirst(text)) for value, text in CheckResult.choices),
    )
    finding = forms.CharField(label=label("finding", GoalFinding), widget=area(3), required=False)
    value = FigureField(label=label("value", GoalFinding), negative=True, required=False)
    measured = forms.BooleanField(
        label=_("The value is also a figure of the goal as a whole"),
        required=False,
        help_text=_("Tick it only where this agreement alone decides how far the goal is reached."),
    )
    next_on = DateField(
        label=label("next_on", GoalCheck), required=False, help_text=_("Empty: as often as it is to be checked.")
    )

    def __init__(self, *args: Any, check: GoalCheck, may_measure: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"].help_text = f"{check.goal.indicator} ({check.goal.unit})"
        if not may_measure:
            del self.fields["measured"]

    def said(self) -> FindingData:
        return FindingData(**{name: self.cleaned_data[name] for name in FindingData.__dataclass_fields__})


class DropForm(Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Why is it not followed up any more?"), widget=area(2))
