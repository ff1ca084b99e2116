"""The forms of off-contract notices."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.forms.words import area, label, with_empty
from agreements.models import Agreement, OffContractPurchase
from agreements.querysets import AgreementQuerySet
from agreements.services.off_contract import OffContractData
from agreements.states.call_offs import OffContractReason
from portal.organisations.models import Organisation, Unit
from portal.web.forms import DateField, Form, MoneyField


def binding_on(buyer: Organisation, found: AgreementQuerySet) -> AgreementQuerySet:
    """The published agreements that bind an organisation; whether one did on a day is asked when it is saved."""
    return found.exclude(status="draft").filter(buyers__organisation=buyer, buyers__is_binding=True).alphabetical()


class AgreementChoice(forms.ModelChoiceField):
    def label_from_instance(self, agreement: Agreement) -> str:
        return f"{agreement.title} ({agreement.number})" if agreement.number else agreement.title


class OffContractForm(Form):
    """A purchase outside a binding agreement, by a buyer."""

    agreement = AgreementChoice(
        Agreement.objects.none(),
        label=label("agreement", OffContractPurchase),
        empty_label=_("Choose"),
        help_text=_("Only agreements that your organisation must use stand here."),
    )
    title = forms.CharField(label=label("title", OffContractPurchase), max_length=250)
    supplier_name = forms.CharField(label=label("supplier_name", OffContractPurchase), max_length=200)
    amount = MoneyField(label=label("amount", OffContractPurchase), help_text=_("Excluding VAT."))
    bought_on = DateField(label=label("bought_on", OffContractPurchase))
    reason = forms.ChoiceField(
        label=label("reason", OffContractPurchase), choices=with_empty(OffContractReason.choices)
    )
    explanation = forms.CharField(
        label=label("explanation", OffContractPurchase),
        widget=area(3),
        help_text=_("What would the agreement have had to offer? The office learns from it."),
    )
    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label=label("unit", OffContractPurchase),
        required=False,
        empty_label=_("The whole organisation"),
    )

    def __init__(self, *args: Any, buyer: Organisation, **kwargs: Any) -> None:
        self.buyer = buyer
        super().__init__(*args, **kwargs)
        self.fields["agreement"].queryset = binding_on(buyer, Agreement.objects.visible_to(self.user))
        self.fields["unit"].queryset = Unit.objects.filter(organisation=buyer, closed_on=None)
        if not self.fields["unit"].queryset.exists():
            del self.fields["unit"]

    def off_contract_data(self) -> OffContractData:
        """What was typed, for the service."""
        said = self.cleaned_data
        unit = said.get("unit")
        names = ("title", "supplier_name", "amount", "bought_on", "reason", "explanation")
        return OffContractData(
            agreement_id=said["agreement"].pk,
            buyer_id=self.buyer.pk,
            unit_id=unit.pk if unit else None,
            **{name: said[name] for name in names},
        )


class WithdrawForm(Form):
    reason = forms.CharField(label=_("Why is it withdrawn?"), widget=area(2))
