"""Forms of the economy: budgets and their outcome, commission, fees."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from portal.files.sheets.uploads import ACCEPTED, within_limit
from portal.governance.economy.facts import MemberFacts
from portal.governance.forms.decisions import DecisionChoice, decisions_of
from portal.governance.models import Budget, Decision, FeeBasis, LineKind
from portal.governance.services.budgets import LineData
from portal.governance.services.economy import NOT_OVER_MONEY
from portal.governance.services.fees import FeeData
from portal.governance.services.outcome import EntryData
from portal.web.forms import DateField, Form, MoneyField, Rows

FIRST_YEAR, LAST_YEAR = 1990, 2100


def year_field(**options: Any) -> forms.IntegerField:
    return forms.IntegerField(label=_("Year"), min_value=FIRST_YEAR, max_value=LAST_YEAR, **options)


def per_cent(label: Any, largest: int = 100, **options: Any) -> forms.DecimalField:
    """A number of per cent, written as the reader writes decimals."""
    return forms.DecimalField(
        label=label, min_value=0, max_value=largest, max_digits=6, decimal_places=2, localize=True, **options
    )


class ByDecisionForm(Form):
    """A form by which a decision sets something about money: of the cooperation's own decisions that may."""

    decision = DecisionChoice(
        Decision.objects.none(),
        label=_("Decision"),
        empty_label=_("Choose"),
        help_text=_("Record the decision at its meeting first. Nothing begins before it takes effect."),
    )

    def __init__(self, *args: Any, cooperation_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = decisions_of(cooperation_id).exclude(meeting__group__kind__in=NOT_OVER_MONEY)
        self.fields["decision"].queryset = offered


class FromDayForm(ByDecisionForm):
    """What a decision puts in force from a day."""

    valid_from = DateField(label=_("In force from"))


class SettleForm(FromDayForm):
    """The same of a draft; ``version`` is the one that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class BudgetLineForm(Form):
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[(value, capfirst(text)) for value, text in LineKind.choices], initial=LineKind.COST
    )
    code = forms.CharField(label=_("Number"), max_length=20)
    title = forms.CharField(label=_("Title"), max_length=200)
    amount = MoneyField(label=_("Amount ex VAT"))
    note = forms.CharField(label=_("Note"), max_length=300, required=False)


class BudgetForm(Form):
    """A draft of a budget with its lines."""

    year = year_field()
    note = forms.CharField(
        label=_("Note"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What the budget builds on; the steering group reads it."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    rows = {
        "lines": Rows(
            BudgetLineForm,
            label=_("Lines"),
            add_label=_("Add a line"),
            help_text=_("The number, such as an account, ties a line to its outcome. Amounts are for the whole year."),
        )
    }

    def lines(self) -> list[LineData]:
        """The lines as the service takes them."""
        return [LineData(**row) for row in self.cleaned_data["lines"]]


class OutcomeForm(Form):
    """What a line of the budget cost or brought."""

    code = forms.ChoiceField(label=_("Line of the budget"))
    day = DateField(label=_("Day"))
    amount = MoneyField(label=_("Amount ex VAT"))
    is_credit = forms.BooleanField(
        label=_("A credit: it lowers the line"), required=False, help_text=_("Such as money that came back.")
    )
    text = forms.CharField(label=_("Text"), max_length=300)

    def __init__(self, *args: Any, budget: Budget | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = budget.lines.all() if budget is not None else []
        self.fields["code"].choices = [(line.code, f"{line.code} {line.title}") for line in lines]
        if budget is not None:
            self.fields["amount"].currency = budget.cooperation.currency

    def entry(self) -> EntryData:
        """The entry as the service takes it."""
        said = self.cleaned_data
        amount = -said["amount"] if said["is_credit"] else said["amount"]
        return EntryData(code=said["code"], day=said["day"], amount=amount, text=said["text"])


class ReasonForm(Form):
    reason = forms.CharField(
        label=_("Why is it taken back?"), max_length=300, help_text=_("Stands beside the counter-entry.")
    )


class OutcomeFileForm(Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("Excel workbook (.xlsx) or CSV; 5 000 rows at most."),
        validators=[within_limit],
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
    )


class EnterFileForm(Form):
    """The confirmation; ``digest`` is that of the rows that the person saw."""

    digest = forms.CharField(widget=forms.HiddenInput)


class CommissionForm(FromDayForm):
    percent = forms.DecimalField(
        label=_("Rate, per cent"),
        min_value=0,
        max_value=25,
        max_digits=5,
        decimal_places=3,
        localize=True,
        help_text=_("Of the turnover that suppliers report, excluding VAT."),
    )
    note = forms.CharField(label=_("Note"), max_length=300, required=False)
    field_order = ["percent", "valid_from", "decision", "note"]


class FeeForm(ByDecisionForm):
    """The fee of a year. ``members`` get a field each, for amounts of their own."""

    year = year_field()
    basis = forms.ChoiceField(
        label=_("Basis"),
        choices=[(value, capfirst(text)) for value, text in FeeBasis.choices],
        widget=forms.RadioSelect,
        initial=FeeBasis.FLAT,
    )
    amount = forms.DecimalField(
        label=_("Amount ex VAT"),
        required=False,
        min_value=0,
        max_digits=13,
        decimal_places=4,
        localize=True,
        help_text=_("For each member, or for each inhabitant. Leave it empty where every member has its own amount."),
    )
    companies = forms.BooleanField(label=_("Companies that are members pay, too"), required=False)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)
    field_order = ["year", "basis", "amount", "companies", "decision", "note"]

    def __init__(self, *args: Any, members: list[MemberFacts], currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = members
        for member in members:
            self.fields[f"member-{member.pk}"] = MoneyField(
                label=member.organisation.name, required=False, currency=currency
            )

    @property
    def own_fields(self) -> list[str]:
        """The names of the fields for members' own amounts."""
        return [f"member-{member.pk}" for member in self.members]

    def fee(self) -> FeeData:
        """The fee as the service takes it."""
        said = self.cleaned_data
        amounts = {member.pk: amount for member in self.members if (amount := said.get(f"member-{member.pk}"))}
        return FeeData(said["year"], said["basis"], said["amount"], amounts, said["companies"], said["note"])
