"""The forms of the ceiling ledger: turnover typed in, handed in as a file, and taken back."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.ceilings import Books, books_of, call_offs_numbered
from agreements.data import TurnoverData, TurnoverRow
from agreements.forms.words import area
from agreements.rules.ceilings import bad_row
from portal.files.sheets.uploads import ACCEPTED, within_limit
from portal.web.forms import DateField, Form, MoneyField, Rows


class TurnoverRowForm(Form):
    """What one buyer bought in a lot. ``turnover_form`` gives it the agreement's lots and buyers to choose from."""

    buyer = forms.TypedChoiceField(label=gettext_lazy("Buyer"), coerce=int)
    lot = forms.TypedChoiceField(label=gettext_lazy("Lot"), coerce=int, required=False, empty_value=None)
    amount = MoneyField(label=gettext_lazy("Amount ex VAT"))
    call_off = forms.CharField(
        label=gettext_lazy("Call-off"),
        required=False,
        max_length=24,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    reference = forms.CharField(label=gettext_lazy("Reference"), required=False, max_length=300)

    def row(self, call_offs: dict[str, int]) -> TurnoverRow:
        said = self.cleaned_data
        return TurnoverRow(
            buyer_id=said["buyer"],
            amount=said["amount"],
            lot_id=said.get("lot"),
            call_off_id=call_offs.get(said["call_off"].strip()),
            reference=said["reference"],
        )


class TurnoverForm(Form):
    """Turnover of a period, from one source."""

    books: Books

    source = forms.CharField(
        label=gettext_lazy("Where do the figures come from?"),
        max_length=200,
        help_text=gettext_lazy("Such as the supplier's statement or the buyers' own ledgers."),
    )
    period_from = DateField(label=gettext_lazy("First day of the period"))
    period_to = DateField(
        label=gettext_lazy("Last day of the period"), help_text=gettext_lazy("The amounts count on this day.")
    )

    def is_valid(self) -> bool:
        """Whether the form is whole and every row can be entered by the agreement's own rules."""
        return super().is_valid() and self._rows_fit()

    def _rows_fit(self) -> bool:
        forms_ = self.rows_of["rows"].filled
        if not forms_:
            self.add_error(None, _("Enter at least one amount."))
        numbers = [form.cleaned_data["call_off"].strip() for form in forms_]
        call_offs = call_offs_numbered(self.books.agreement, [number for number in numbers if number])
        self.turnover_rows = [form.row(call_offs) for form in forms_]
        books = books_of(self.books.agreement, self.turnover_rows)
        for form, number, row in zip(forms_, numbers, self.turnover_rows, strict=True):
            if number and number not in call_offs:
                form.add_error("call_off", _("“%(text)s” is not a call-off under the agreement.") % {"text": number})
                continue
            for reason in bad_row(books, books.completed(row)):
                form.add_error(reason.field if reason.field in form.fields else None, str(reason))
        return not self.error_list()

    def turnover(self) -> TurnoverData:
        """What the services take."""
        said = self.cleaned_data
        return TurnoverData(
            source=said["source"],
            period_from=said["period_from"],
            period_to=said["period_to"],
            rows=tuple(self.turnover_rows),
        )


def turnover_form(books: Books) -> type[TurnoverForm]:
    """The form with an agreement's buyers and lots to choose from; without lots to choose from, no question of them."""
    buyers = [("", ""), *sorted(books.buyers.items(), key=lambda pair: pair[1])]
    lots = [("", ""), *((lot.pk, f"{lot.number or lot.position} {lot.title}".strip()) for lot in books.lots.values())]

    class OwnRowForm(TurnoverRowForm):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.fields["buyer"].choices = buyers
            self.fields["lot"].choices = lots
            if len(books.lots) < 2:
                del self.fields["lot"]
            self.fields["amount"].currency = books.agreement.currency

    class OwnForm(TurnoverForm):
        rows = {
            "rows": Rows(
                OwnRowForm,
                label=gettext_lazy("What was bought"),
                add_label=gettext_lazy("Add a row"),
                help_text=gettext_lazy("With the number of its call-off, what that had reserved is freed."),
            )
        }

    OwnForm.books = books
    return OwnForm


class TurnoverFileForm(Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("Excel workbook (.xlsx) or CSV; 5 000 rows at most."),
        validators=[within_limit],
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
    )


class EnterFileForm(Form):
    """The confirmation; ``digest`` is that of the rows that the person saw."""

    digest = forms.CharField(widget=forms.HiddenInput)


class CorrectForm(Form):
    reason = forms.CharField(
        label=gettext_lazy("Why is it taken back?"),
        widget=area(3),
        max_length=300,
        help_text=gettext_lazy("Stays in the ledger beside the entry."),
    )
