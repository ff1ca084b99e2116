"""Forms of cost keys: proposing one, dividing an amount, and laying keys side by side."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.governance.forms.economy import per_cent, year_field
from portal.governance.models import AgendaItem, CostKey, LimitUnit, Scenario
from portal.governance.services.cost_keys import KEY_FIELDS, KeyData
from portal.governance.services.scenarios import SCENARIO_FIELDS, ScenarioData
from portal.governance.states.meetings import UNLOCKED
from portal.web import formats
from portal.web.forms import DateField, Form, MoneyField

UNITS = [(value, capfirst(text)) for value, text in LimitUnit.choices]


class KeyForm(Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    equal_weight = per_cent(gettext_lazy("Equal parts, per cent"), required=False)
    inhabitants_weight = per_cent(gettext_lazy("By inhabitants, per cent"), required=False)
    turnover_weight = per_cent(gettext_lazy("By turnover, per cent"), required=False)
    floor = MoneyField(
        label=gettext_lazy("Least share"),
        required=False,
        help_text=gettext_lazy("No member pays less. Empty: no least share."),
    )
    cap = MoneyField(
        label=gettext_lazy("Most share"),
        required=False,
        help_text=gettext_lazy("No member pays more; the others pay the rest. Empty: no most share."),
    )
    limit_unit = forms.ChoiceField(
        label=gettext_lazy("Least and most are"), choices=UNITS, initial=LimitUnit.AMOUNT, required=False
    )
    includes_companies = forms.BooleanField(
        label=gettext_lazy("Companies that are members pay shares of their own"),
        required=False,
        help_text=gettext_lazy("Otherwise only the other members do. A company has no inhabitants of its own."),
    )
    note = forms.CharField(label=gettext_lazy("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def key(self) -> KeyData:
        """The key as the service takes it; a weight that is left empty is none."""
        said = {name: self.cleaned_data[name] for name in KEY_FIELDS}
        for name in ("equal_weight", "inhabitants_weight", "turnover_weight"):
            said[name] = said[name] or Decimal(0)
        return KeyData(**{**said, "limit_unit": said["limit_unit"] or LimitUnit.AMOUNT})


class ApportionForm(Form):
    year = year_field()
    purpose = forms.CharField(
        label=gettext_lazy("What for"),
        max_length=150,
        help_text=gettext_lazy("The same words again for the same year make a new version."),
    )
    amount = MoneyField(label=gettext_lazy("Amount ex VAT"))
    members_on = DateField(
        label=gettext_lazy("Members as of"),
        required=False,
        help_text=gettext_lazy("Empty: today, or the day of the year that is nearest to it."),
    )


# The simulator

PRESETS: dict[str, dict[str, Decimal]] = {
    "equal": {"equal_weight": Decimal(100)},
    "inhabitants": {"inhabitants_weight": Decimal(100)},
    "turnover": {"turnover_weight": Decimal(100)},
    "half": {"equal_weight": Decimal(50), "inhabitants_weight": Decimal(50)},
}
OWN = "own"


class SlotForm(Form):
    """One of the keys that are laid side by side: one that is kept, a plain one, or weights that are typed."""

    model = forms.ChoiceField(label=gettext_lazy("Key"), required=False)
    equal_weight = per_cent(gettext_lazy("Equal parts, per cent"), required=False)
    inhabitants_weight = per_cent(gettext_lazy("By inhabitants, per cent"), required=False)
    turnover_weight = per_cent(gettext_lazy("By turnover, per cent"), required=False)
    floor = MoneyField(label=gettext_lazy("Least share"), required=False)
    cap = MoneyField(label=gettext_lazy("Most share"), required=False)
    limit_unit = forms.ChoiceField(
        label=gettext_lazy("Least and most are"), choices=UNITS, initial=LimitUnit.AMOUNT, required=False
    )

    def __init__(self, *args: Any, keys: list[CostKey], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys = {f"key-{key.pk}": key for key in keys}
        self.fields["model"].choices = [
            ("", _("None")),
            (_("Plain keys"), list(self.presets().items())),
            *([(_("Kept keys"), [(name, key.name) for name, key in self.keys.items()])] if keys else []),
            (OWN, _("Weights that I type")),
        ]

    @staticmethod
    def presets() -> dict[str, str]:
        return {
            "equal": _("Equal parts"),
            "inhabitants": _("By inhabitants"),
            "turnover": _("By turnover"),
            "half": _("Half in equal parts, half by inhabitants"),
        }

    @property
    def is_typed(self) -> bool:
        """Whether weights or limits are typed, so that their fields are shown open."""
        return self["model"].value() == OWN or any(self[name].value() for name in ("floor", "cap"))

    def key(self) -> CostKey | None:
        """The key that was chosen: a kept one as it is, others unsaved, with the typed limits. None for no choice."""
        said = self.cleaned_data
        model = said["model"]
        if not model:
            return None
        if model in self.keys:
            return self.keys[model]
        weights = PRESETS.get(model) or {
            name: said[name] or Decimal(0) for name in ("equal_weight", "inhabitants_weight", "turnover_weight")
        }
        return CostKey(
            name=self.presets().get(model, ""),
            **weights,
            floor=said["floor"],
            cap=said["cap"],
            limit_unit=said["limit_unit"] or LimitUnit.AMOUNT,
        )


class ScenarioChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Scenario) -> str:
        return f"{obj.name} ({obj.year})"


class SimulationForm(Form):
    amount = MoneyField(label=gettext_lazy("Amount a year, ex VAT"))
    year = year_field()
    scenario = ScenarioChoice(
        Scenario.objects.none(),
        label=gettext_lazy("Scenario in the decision paper"),
        required=False,
        empty_label=gettext_lazy("None"),
    )

    def __init__(self, *args: Any, cooperation: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].currency = cooperation.currency
        self.fields["scenario"].queryset = Scenario.objects.filter(cooperation=cooperation)

    def clean_amount(self) -> Decimal:
        amount: Decimal = self.cleaned_data["amount"]
        if not amount:
            raise forms.ValidationError(_("Write an amount above 0."))
        return amount


class ItemChoice(forms.ModelChoiceField):
    """An item of an agenda, with its meeting."""

    def label_from_instance(self, obj: AgendaItem) -> str:
        return f"{formats.date(obj.meeting.held_on)} · {obj.meeting} · {obj.position}. {obj.title}"


class HandInForm(Form):
    item = ItemChoice(AgendaItem.objects.none(), label=gettext_lazy("Item of the agenda"), empty_label=None)
    title = forms.CharField(label=gettext_lazy("Title of the paper"), max_length=200)

    def __init__(self, *args: Any, cooperation_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        items = AgendaItem.objects.filter(meeting__cooperation=cooperation_id, meeting__state__in=UNLOCKED)
        self.fields["item"].queryset = items.select_related("meeting").order_by("-meeting__held_on", "position")


# Scenarios


class ScenarioForm(Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    year = year_field()
    key = forms.ModelChoiceField(
        CostKey.objects.none(),
        label=gettext_lazy("Cost key"),
        required=False,
        empty_label=gettext_lazy("Equal parts"),
        help_text=gettext_lazy("Divides the coordinator's cost and the hours that are bought."),
    )
    coordinator_amount = MoneyField(label=gettext_lazy("Own coordinator, a year"))
    manager_rate = MoneyField(label=gettext_lazy("Manager, an hour"))
    manager_hours = forms.IntegerField(label=gettext_lazy("Hours of a manager"), min_value=0, max_value=100_000)
    adviser_rate = MoneyField(label=gettext_lazy("Adviser, an hour"))
    adviser_hours = forms.IntegerField(label=gettext_lazy("Hours of an adviser"), min_value=0, max_value=100_000)
    network_fee = MoneyField(label=gettext_lazy("Network, for each inhabitant"))
    note = forms.CharField(label=gettext_lazy("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, cooperation: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].queryset = CostKey.objects.filter(cooperation=cooperation)
        for name in ("coordinator_amount", "manager_rate", "adviser_rate", "network_fee"):
            self.fields[name].currency = cooperation.currency

    def clean_coordinator_amount(self) -> Decimal:
        amount: Decimal = self.cleaned_data["coordinator_amount"]
        if not amount:
            raise forms.ValidationError(_("Write an amount above 0."))
        return amount

    def scenario(self) -> ScenarioData:
        """The scenario as the service takes it."""
        return ScenarioData(**{name: self.cleaned_data[name] for name in SCENARIO_FIELDS})
