"""The forms of typed changes and of decisions on options."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agreements.data import ChangeData
from agreements.forms.words import area, label, with_empty
from agreements.models import Agreement, AgreementChange, Lot
from agreements.states.changes import ChangeKind, LegalBasis
from portal.files.kinds import ACCEPT
from portal.law.frameworks.modifications import BASES
from portal.web.forms import DateField, Form, MoneyField
from portal.web.lookups import LookupField
from suppliers.models import Supplier

#: What each kind of change asks for, beside its day, its reasons and its document.
ASKED = {
    ChangeKind.EXTENSION: ("new_last_day",),
    ChangeKind.MAXIMUM: ("lot", "new_maximum"),
    ChangeKind.PRICE: ("percent",),
    ChangeKind.INDEX: ("percent", "index_name"),
    ChangeKind.SUPPLIER_RENAMED: ("supplier", "new_name"),
    ChangeKind.SUPPLIER_REPLACED: ("supplier", "successor", "lot"),
    ChangeKind.SUPPLIER_BANKRUPT: ("supplier", "lot"),
    ChangeKind.SCOPE: ("description",),
    ChangeKind.OWNER: ("new_owner",),
    ChangeKind.TERMINATION: (),
}
LAST = ("effective_on", "legal_basis", "justification", "document")


def _document() -> forms.FileField:
    return forms.FileField(
        label=_("Document"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        help_text=_("The decision or the agreed text: PDF, Word, Excel, OpenDocument, CSV or plain text, up to 20 MB."),
    )


class ChangeForm(Form):
    """A change of one kind, with the fields of that kind. What must be filled in, and how, the rules say."""

    new_last_day = DateField(label=label("new_last_day", AgreementChange), required=False)
    lot = forms.ModelChoiceField(Lot.objects.none(), label=label("lot", AgreementChange), required=False)
    new_maximum = MoneyField(label=label("new_maximum", AgreementChange), required=False, help_text=_("Excluding VAT."))
    percent = forms.DecimalField(
        label=label("percent", AgreementChange),
        required=False,
        max_digits=7,
        decimal_places=3,
        localize=True,
        help_text=_("With a minus sign where prices fall."),
    )
    index_name = forms.CharField(
        label=label("index_name", AgreementChange),
        required=False,
        max_length=150,
        help_text=_("Its name, and the months that are compared."),
    )
    supplier = forms.ModelChoiceField(
        Supplier.objects.none(), label=label("supplier", AgreementChange), required=False, empty_label=_("Choose")
    )
    successor = LookupField("supplier", label=label("successor", AgreementChange), required=False)
    new_name = forms.CharField(label=label("new_name", AgreementChange), required=False, max_length=200)
    description = forms.CharField(label=label("description", AgreementChange), required=False, widget=area())
    new_owner = LookupField("organisation", label=label("new_owner", AgreementChange), required=False)
    effective_on = DateField(
        label=label("effective_on", AgreementChange),
        help_text=_("It can be withdrawn until this day. Today or earlier: at once, when it is confirmed."),
    )
    legal_basis = forms.ChoiceField(label=label("legal_basis", AgreementChange), required=False)
    justification = forms.CharField(label=_("Why is it changed?"), widget=area())
    document = _document()

    def __init__(self, *args: Any, agreement: Agreement, kind: ChangeKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        wanted = [*ASKED[kind], *LAST]
        if kind not in BASES:
            wanted.remove("legal_basis")
        for name in set(self.fields) - set(wanted):
            del self.fields[name]
        self.order_fields(wanted)
        if "lot" in self.fields:
            self._offer_lots(agreement)
        if "supplier" in self.fields:
            parties = Supplier.objects.filter(lots__lot__agreement=agreement).distinct()
            self.fields["supplier"].queryset = parties  # type: ignore[attr-defined]
        if "legal_basis" in self.fields:
            self._offer_bases()
        if kind == ChangeKind.TERMINATION:
            self.fields["effective_on"].label = pgettext_lazy("termination", "Last day")
            self.fields["effective_on"].help_text = _("Nobody can call off after this day.")

    def _offer_lots(self, agreement: Agreement) -> None:
        lots = agreement.lots.all()
        if self.kind != ChangeKind.MAXIMUM and len(lots) < 2:
            del self.fields["lot"]
            return
        field = self.fields["lot"]
        field.queryset = Lot.objects.filter(agreement=agreement)  # type: ignore[attr-defined]
        whole = _("The whole agreement") if self.kind == ChangeKind.MAXIMUM else _("Every lot of the supplier")
        field.empty_label = whole  # type: ignore[attr-defined]

    def _offer_bases(self) -> None:
        field = self.fields["legal_basis"]
        bases = BASES[self.kind]
        field.choices = with_empty(  # type: ignore[attr-defined]
            (value, words) for value, words in LegalBasis.choices if value in bases
        )
        if self.kind == ChangeKind.MAXIMUM:
            field.help_text = _("Not needed to lower it.")

    def change_data(self) -> ChangeData:
        """What was typed, for the services."""
        said = self.cleaned_data
        chosen = {
            f"{name}_id": said[name].pk if said[name] else None
            for name in ("lot", "supplier", "successor", "new_owner")
            if name in said
        }
        plain = {
            name: said[name]
            for name in (
                "effective_on",
                "legal_basis",
                "justification",
                "description",
                "new_name",
                "new_maximum",
                "new_last_day",
                "percent",
                "index_name",
            )
            if name in said
        }
        return ChangeData(kind=self.kind, **plain, **chosen)


class WithdrawForm(Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Why is it withdrawn?"), widget=area())


class OptionForm(Form):
    """Whether an option is used, and why."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    answer = forms.ChoiceField(
        label=_("Decision"),
        choices=[("use", _("Use the option")), ("decline", _("Decline the option"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("Why is it decided so?"), widget=area())
    document = _document()
