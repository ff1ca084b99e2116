"""The forms of call-offs."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.forms.words import area, label
from agreements.models import Agreement, CallOff, CallOffDocument, Lot, MiniCompetition
from agreements.rules.call_offs import people_of
from agreements.services.call_offs import CallOffChange, CallOffData
from agreements.states import CallOffMethod
from portal.accounts.models import User
from portal.files.kinds import ACCEPT
from portal.organisations.models import Organisation, Unit
from portal.web.forms import DateField, Form, MoneyField

#: Pressed by htmx when another supplier is chosen: the form is drawn again, with what the choice asks for.
LOOK = "look"


class ContentForm(Form):
    """What both a new call-off and a change of one say."""

    title = forms.CharField(
        label=label("title", CallOff), max_length=250, help_text=_("In a few words: the supplier reads it.")
    )
    amount = MoneyField(
        label=label("amount", CallOff), help_text=_("For the whole contract, excluding VAT. It is reserved at once.")
    )
    starts_on = DateField(label=label("starts_on", CallOff), required=False)
    ends_on = DateField(label=label("ends_on", CallOff))
    reference = forms.CharField(
        label=label("reference", CallOff),
        required=False,
        max_length=80,
        help_text=_("Cost centre or order number, as it shall stand on the invoice."),
    )
    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label=label("unit", CallOff),
        required=False,
        empty_label=_("The whole organisation"),
    )
    contact = forms.ModelChoiceField(
        User.objects.none(), label=label("contact", CallOff), help_text=_("Whom the supplier turns to.")
    )

    def __init__(self, *args: Any, agreement: Agreement, buyer: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].currency = agreement.currency
        self.fields["contact"].queryset = people_of(buyer.pk)
        units = Unit.objects.filter(organisation=buyer, closed_on=None)
        self.fields["unit"].queryset = units
        if not units:
            del self.fields["unit"]
        latest = agreement.latest_contract_end_on
        if latest is not None:
            self.fields["ends_on"].widget.attrs["max"] = latest.isoformat()

    @property
    def unit_id(self) -> int | None:
        unit = self.cleaned_data.get("unit")
        return unit.pk if unit else None


class CallOffForm(ContentForm):
    """A new call-off in a lot, for a buyer. ``competition`` is the mini-competition whose winner is called off from."""

    supplier = forms.TypedChoiceField(label=label("supplier", CallOff), coerce=int, empty_value=None)
    passing_over = forms.CharField(
        label=label("passing_over", CallOff),
        required=False,
        widget=area(2),
        help_text=_("The agreement asks the first in rank first. Say why you choose another: the reason is kept."),
    )
    choice = forms.CharField(
        label=label("choice", CallOff),
        required=False,
        widget=area(2),
        help_text=CallOff._meta.get_field("choice").help_text,
    )
    called_off_on = DateField(
        label=label("called_off_on", CallOff),
        required=False,
        help_text=_("Today, unless you enter what was called off before."),
    )
    field_order = ["supplier", "passing_over", "choice", "title", "amount"]

    def __init__(
        self,
        *args: Any,
        agreement: Agreement,
        lot: Lot,
        buyer: Organisation,
        competition: MiniCompetition | None = None,
        by_office: bool = False,
        **kwargs: Any,
    ) -> None:
        self.agreement, self.lot, self.buyer, self.competition = agreement, lot, buyer, competition
        super().__init__(*args, agreement=agreement, buyer=buyer, **kwargs)
        self.places = [
            place for place in lot.suppliers.all() if competition is None or place.supplier_id == competition.winner_id
        ]
        chosen_by_rank = lot.call_off_method == CallOffMethod.RANKING
        choices = [
            (place.supplier_id, f"{place.rank}. {place.supplier}" if chosen_by_rank and place.rank else place.supplier)
            for place in self.places
        ]
        needs_choosing = len(choices) > 1 and not chosen_by_rank
        self.fields["supplier"].choices = [("", _("Choose")), *choices] if needs_choosing else choices
        if not needs_choosing and self.places:
            self.fields["supplier"].initial = self.places[0].supplier_id
        several = len(choices) > 1
        if not (several and chosen_by_rank) or self._first_is_chosen():
            del self.fields["passing_over"]
        if not (several and lot.call_off_method in (CallOffMethod.CONDITIONS, CallOffMethod.SHARES)):
            del self.fields["choice"]
        if not by_office:
            del self.fields["called_off_on"]
        if several and chosen_by_rank:
            self.fields["supplier"].widget.attrs.update(
                {
                    "hx-post": "",
                    "hx-trigger": "change",
                    "hx-target": "#form",
                    "hx-select": "#form",
                    "hx-swap": "outerHTML",
                    "hx-vals": f'{{"_rows": "{LOOK}"}}',
                }
            )

    def _first_is_chosen(self) -> bool:
        """Whether the form as it stands names the supplier that is first in rank, or nobody yet."""
        chosen = self.data.get("supplier") if self.is_bound else None
        return chosen in (None, "") or not self.places or chosen == str(self.places[0].supplier_id)

    def call_off_data(self) -> CallOffData:
        """What was typed, for the service."""
        said = self.cleaned_data
        return CallOffData(
            agreement_id=self.agreement.pk,
            lot_id=self.lot.pk,
            buyer_id=self.buyer.pk,
            supplier_id=said["supplier"],
            contact_id=said["contact"].pk,
            unit_id=self.unit_id,
            competition_id=self.competition.pk if self.competition else None,
            called_off_on=said.get("called_off_on"),
            passing_over=said.get("passing_over", ""),
            choice=said.get("choice", ""),
            **{name: said[name] for name in ("title", "amount", "starts_on", "ends_on", "reference")},
        )

    def wanted(self) -> tuple[Decimal | None, date | None, date]:
        """The amount, the contract's end and the day as far as they can be read: what the chain is asked with."""
        said = self.cleaned_data if self.is_bound and not self.rows_pressed and not self.errors else {}
        amount = said.get("amount", self.initial.get("amount"))
        ends_on = said.get("ends_on", self.initial.get("ends_on"))
        return amount, ends_on, said.get("called_off_on") or timezone.localdate()


class CallOffEditForm(ContentForm):
    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why is it changed?"),
        required=False,
        widget=area(2),
        max_length=300,
        help_text=_("Needed when the amount or the days change. The history keeps it."),
    )

    def change(self) -> CallOffChange:
        """What was typed, for the service."""
        said = self.cleaned_data
        return CallOffChange(
            contact_id=said["contact"].pk,
            unit_id=self.unit_id,
            **{name: said[name] for name in ("title", "amount", "starts_on", "ends_on", "reference")},
        )


class CallOffEndForm(Form):
    """Completing a call-off: nothing more is bought under it."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Note"), required=False, widget=area(2), max_length=300)


class CallOffCancelForm(Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why is it cancelled?"), widget=area(2), max_length=300, help_text=_("The supplier is told the reason.")
    )


class CallOffDocumentForm(Form):
    title = forms.CharField(label=label("title", CallOffDocument), max_length=200)
    file = forms.FileField(
        label=_("File"),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        help_text=_("PDF, Word, Excel, OpenDocument, CSV, plain text, PNG or JPEG; at most 20 MB."),
    )
