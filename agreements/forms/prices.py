"""The forms of price lists and indices."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.forms.words import area, label, with_empty
from agreements.models import Agreement, Lot, PriceIndex, PriceList
from agreements.states.changes import LegalBasis
from portal.accounts.actor import actor_of
from portal.organisations.models import Cooperation
from portal.web.forms import DateField, Form
from suppliers.models import Supplier


class MonthField(forms.CharField):
    """A month as people write it, 2026-10; the value is its first day."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"type": "month", "placeholder": "2026-10"}), **kwargs)

    def to_python(self, value: Any) -> date | None:  # type: ignore[override]
        text = super().to_python(value)
        if not text:
            return None
        try:
            return date.fromisoformat(f"{text[:7]}-01")
        except ValueError:
            raise forms.ValidationError(_("Write the month as 2026-10.")) from None

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%Y-%m}" if isinstance(value, date) else value


class UploadForm(Form):
    """A supplier's price list under an agreement."""

    supplier = forms.ModelChoiceField(Supplier.objects.none(), label=label("supplier", PriceList), empty_label=None)
    lot = forms.ModelChoiceField(
        Lot.objects.none(), label=label("lot", PriceList), required=False, empty_label=_("The whole agreement")
    )
    title = forms.CharField(
        label=label("title", PriceList),
        max_length=200,
        help_text=_("As buyers know it, such as “Gloves and aprons 2027”."),
    )
    valid_from = DateField(label=label("valid_from", PriceList))
    valid_to = DateField(
        label=label("valid_to", PriceList),
        required=False,
        help_text=_("Leave empty when they hold until another list takes their place."),
    )
    file = forms.FileField(
        label=label("file", PriceList),
        help_text=_("Excel workbook (.xlsx) or CSV, with a column each for article number, article, unit and price."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
    )

    def __init__(self, *args: Any, agreement: Agreement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["supplier"].queryset = (
            Supplier.objects.filter(lots__lot__agreement=agreement).distinct().order_by("sort_sv", "pk")
        )
        lots = agreement.lots.order_by("position")
        if len(lots) > 1:
            self.fields["lot"].queryset = lots
        else:
            del self.fields["lot"]


class AdjustForm(Form):
    """The supplier's request as one figure for the whole list."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    per_cent = forms.DecimalField(
        label=_("Change, per cent"),
        max_digits=7,
        decimal_places=3,
        min_value=-99,
        max_value=1000,
        localize=True,
        help_text=_("Above zero when prices go up. Each price is rounded half up to the öre."),
    )
    valid_from = DateField(label=label("valid_from", PriceList))
    title = forms.CharField(label=label("title", PriceList), max_length=200)


class ApproveForm(Form):
    """The approval of a draft. What justifies prices above the index is asked for only where there are such prices."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    index_month = MonthField(label=_("Index of"), required=False)
    legal_basis = forms.ChoiceField(label=_("Legal basis"), required=False, choices=with_empty(LegalBasis.choices))
    justification = forms.CharField(label=_("Justification"), required=False, widget=area(4))

    def __init__(self, *args: Any, with_index: bool, wants_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if with_index:
            self.fields["index_month"].widget = forms.HiddenInput()
        else:
            del self.fields["index_month"]
        if not wants_reason:
            del self.fields["legal_basis"], self.fields["justification"]


class WithdrawForm(Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Why is the list withdrawn?"), max_length=500)


class ClauseForm(Form):
    """What the contract states about the index."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    index = forms.ModelChoiceField(PriceIndex.objects.none(), label=label("index", PriceList), empty_label=None)
    month = MonthField(
        label=label("index_month", PriceList), help_text=_("The month whose value counts as 100 per cent.")
    )
    share = forms.DecimalField(
        label=label("index_share", PriceList), max_digits=5, decimal_places=2, min_value=1, max_value=100, localize=True
    )
    threshold = forms.DecimalField(
        label=label("index_threshold", PriceList),
        max_digits=5,
        decimal_places=2,
        min_value=0,
        localize=True,
        help_text=PriceList._meta.get_field("index_threshold").help_text,
    )

    def __init__(self, *args: Any, cooperation_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["index"].queryset = PriceIndex.objects.filter(cooperation=cooperation_id)


class IndexForm(Form):
    """An index that prices follow."""

    cooperation = forms.ModelChoiceField(Cooperation.objects.none(), label=_("Cooperation"), empty_label=None)
    name = forms.CharField(label=_("Name of the index"), max_length=150)
    source = forms.CharField(
        label=label("source", PriceIndex), max_length=300, help_text=PriceIndex._meta.get_field("source").help_text
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cooperation"].queryset = Cooperation.objects.filter(pk__in=actor_of(self.user).office)


class IndexValueForm(Form):
    """The value of an index in a month."""

    month = MonthField(label=_("Month"))
    value = forms.DecimalField(label=_("Value"), max_digits=11, decimal_places=3, localize=True)
