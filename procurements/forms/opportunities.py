"""The forms of opportunities: which are asked for, and how much each part of the score counts."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.law.opportunities import LARGEST_WEIGHT, Part
from portal.web.forms import Form, VersionForm
from procurements.opportunities.facts import LONGEST_WINDOW, Asked
from procurements.states.opportunities import Depth, Order, Source

EXPLAINED = {
    Part.MEMBERS: _("How many of the members buy it."),
    Part.VALUE: _("What is known of the money."),
    Part.OVERLAP: _("How near to one day all could begin."),
    Part.TIME: _("How much time is left before it has to be begun."),
    Part.UNPLANNED: _("Whether nobody has proposed or planned it yet."),
}


def _choice(label: Any, choices: Any, coerce: Callable[[str], Any]) -> forms.TypedChoiceField:
    """One of some choices. What is not said is as usual, so nothing is required."""
    return forms.TypedChoiceField(label=label, required=False, choices=choices, coerce=coerce)


class AskedForm(Form):
    """Which opportunities are asked for; it stands in the address."""

    months_from = forms.IntegerField(
        label=_("Runs out in, from"), required=False, min_value=0, max_value=LONGEST_WINDOW
    )
    months_to = forms.IntegerField(label=_("To"), required=False, min_value=1, max_value=LONGEST_WINDOW)
    depth = _choice(_("CPV branch"), Depth, lambda value: Depth(int(value)))
    source = _choice(_("Found in"), Source, Source)
    order = _choice(_("First comes"), Order, Order)

    def __init__(self, data: Any, **kwargs: Any) -> None:
        usual = Asked()
        said = {
            "months_from": usual.months_from,
            "months_to": usual.months_to,
            "depth": usual.depth.value,
            "source": usual.source.value,
            "order": Order.SCORE.value,
        }
        super().__init__(said | {name: data[name] for name in said if data.get(name)}, **kwargs)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        first, last = said.get("months_from"), said.get("months_to")
        if first is not None and last is not None and last <= first:
            self.add_error("months_to", _("The window ends before it begins."))
        return said

    def asked(self, **fixed: Any) -> Asked:
        """What is asked for; what nobody could mean is left as usual."""
        said = self.cleaned_data if self.is_valid() else {}
        return Asked(**{name: value for name, value in said.items() if name != "order"} | fixed)

    @property
    def sorted_by(self) -> Order:
        """What comes first."""
        return self.cleaned_data["order"] if self.is_valid() else Order.SCORE


class WeightsForm(VersionForm):
    """What each part of the score weighs."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for part in Part:
            self.fields[part.value] = forms.IntegerField(
                label=part.label.capitalize(), min_value=0, max_value=LARGEST_WEIGHT, help_text=EXPLAINED[part]
            )
