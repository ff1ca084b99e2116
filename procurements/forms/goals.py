"""The form that links a need or a requirement to goals."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.governance.goals.wording import way
from portal.governance.models import Goal
from portal.web.forms import Form


class GoalChoices(forms.ModelMultipleChoiceField):
    """Goals with where they lead."""

    def label_from_instance(self, obj: Goal) -> str:
        return f"{obj.title}: {way(obj)}"


class LinksForm(Form):
    """The goals that something serves."""

    goals = GoalChoices(
        Goal.objects.none(), label=_("Goals that it serves"), required=False, widget=forms.CheckboxSelectMultiple
    )
    none_fits = forms.BooleanField(
        label=_("None of them fits"), required=False, help_text=_("Then it is not asked about again.")
    )

    def __init__(self, *args: Any, known: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["goals"].queryset = known

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        if typed.get("none_fits") and typed.get("goals"):
            self.add_error("none_fits", _("Choose goals, or say that none fits."))
        return typed
