"""The forms of benefits: one for each way to reckon them."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.forms.words import area, label
from agreements.models import Agreement, Benefit, BenefitLine
from agreements.rules.benefits import years_of
from agreements.services.benefits import BenefitData, LineData
from agreements.states.benefits import PRICE_METHODS, Method
from portal.governance.forms.figures import FigureField
from portal.organisations.models import Organisation
from portal.web.forms import Form, MoneyField, Rows


class MemberChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Organisation) -> str:
        return obj.name


class LineForm(Form):
    """Something that was bought, and what it cost against what it would have."""

    what = forms.CharField(label=label("what", BenefitLine), max_length=200)
    unit = forms.CharField(label=label("unit", BenefitLine), max_length=40)
    volume = FigureField(label=label("volume", BenefitLine), decimals=3)
    compared_price = FigureField(label=label("compared_price", BenefitLine))
    price_now = FigureField(label=label("price_now", BenefitLine))


class BenefitForm(Form):
    """What every benefit says, whatever it is reckoned by."""

    organisation = MemberChoice(
        Organisation.objects.none(), label=label("organisation", Benefit), empty_label=_("Choose")
    )
    year = forms.TypedChoiceField(label=label("year", Benefit), coerce=int)
    source = forms.CharField(
        label=label("source", Benefit), max_length=300, help_text=_("Where somebody else would find the same numbers.")
    )
    note = forms.CharField(label=label("note", Benefit), widget=area(2), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    field_order = ["version", "organisation", "year"]

    method = ""

    def __init__(self, *args: Any, agreement: Agreement, method: str, members: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.method = method
        self.fields["organisation"].queryset = members
        only = list(members[:2])
        if len(only) == 1:
            self.fields["organisation"].initial = only[0]
        self.fields["year"].choices = [(year, str(year)) for year in reversed(years_of(agreement, today))]
        for field in self.fields.values():
            if isinstance(field, MoneyField):
                field.currency = agreement.currency

    def said(self, **more: Any) -> BenefitData:
        typed = self.cleaned_data
        return BenefitData(
            organisation_id=typed["organisation"].pk,
            year=typed["year"],
            method=self.method,
            source=typed["source"],
            note=typed["note"],
            **{name: typed[name] for name in ("hours", "hourly_rate", "avoided", "reason") if name in self.fields},
            **more,
        )


class PriceForm(BenefitForm):
    """Prices against those before, on a list, or of a benchmark."""

    rows = {
        "lines": Rows(
            LineForm,
            label=_("What was bought"),
            add_label=_("Add a line"),
            maximum=100,
            help_text=_("Unit prices excluding VAT. What is saved is worked out: the difference times the volume."),
        )
    }

    def said(self, **more: Any) -> BenefitData:
        lines = tuple(LineData(**row) for row in self.cleaned_data["lines"])
        return super().said(lines=lines, **more)


class ProcessForm(BenefitForm):
    """Hours that nobody has to work any more."""

    hours = FigureField(
        label=label("hours", Benefit),
        decimals=2,
        help_text=_("In the whole year: procurements that the member did not have to run, invoices not checked …"),
    )
    hourly_rate = MoneyField(label=label("hourly_rate", Benefit), help_text=_("With everything that an hour costs."))
    field_order = ["version", "organisation", "year", "hours", "hourly_rate", "source", "note"]


class AvoidedForm(BenefitForm):
    """A fine or a cost that did not come."""

    avoided = MoneyField(label=_("Amount avoided"), help_text=_("Excluding VAT."))
    reason = forms.CharField(
        label=label("reason", Benefit),
        widget=area(4),
        help_text=_("What was avoided, and why it would have come without the agreement."),
    )
    field_order = ["version", "organisation", "year", "avoided", "reason", "source", "note"]


def form_of(method: str) -> type[BenefitForm]:
    """The form in which a benefit of a method is entered."""
    if method in PRICE_METHODS:
        return PriceForm
    return ProcessForm if method == Method.PROCESS else AvoidedForm


def correction_of(method: str) -> type[BenefitForm]:
    """The same form with the reason for which a benefit is corrected."""
    base = form_of(method)
    why = forms.CharField(label=_("Reason for the correction"), max_length=300)
    return type(f"Correct{base.__name__}", (base,), {"why": why})


def initial_of(benefit: Benefit) -> dict[str, Any]:
    """What the form shows first of a benefit."""
    names = ("organisation", "year", "source", "note", "hours", "hourly_rate", "reason", "version")
    lines = [{name: getattr(row, name) for name in LineData.__dataclass_fields__} for row in benefit.lines.all()]
    avoided = benefit.amount if benefit.method == Method.AVOIDED else None
    return {name: getattr(benefit, name) for name in names} | {"avoided": avoided, "lines": lines}


class ReasonForm(Form):
    """Why a step is taken."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Why?"), widget=area(2))


class ReviewForm(Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
