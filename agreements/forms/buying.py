"""The question "may I buy here?", asked by an address: page, start page and the interface for other systems alike."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from agreements import search
from agreements.asking import Question
from portal.accounts.actor import Place, Role, actor_of
from portal.organisations.models import Organisation, Unit
from portal.reference.cpv import parse_cpv
from portal.reference.models import CpvCode
from portal.web.forms import DateField, Form, MoneyField
from portal.web.lookups import LookupField, LookupWidget, Typed, source

_DIGITS = 8


class NeedField(forms.CharField):
    """What is needed: words, or a CPV code of eight digits, perhaps with its label. CPV codes come as suggestions."""

    def __init__(self) -> None:
        super().__init__(
            label=_("What do you need?"),
            max_length=search.LONGEST,
            help_text=_("In your own words, such as cleaning of schools, or a CPV code."),
            error_messages={"required": _("Say what you need.")},
        )

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | {
            "list": "need-suggestions",
            "autocomplete": "off",
            "hx-get": format_lazy("{}?field=q", reverse_lazy("lookup", args=["cpv"])),
            "hx-trigger": "input changed delay:200ms",
            "hx-target": "#need-suggestions",
            "hx-params": "q",
            "hx-sync": "this:replace",
        }

    def clean(self, value: Any) -> str | CpvCode:
        text = super().clean(value)
        if not text[:_DIGITS].isdecimal() or len(text) < _DIGITS:
            return text
        try:
            return parse_cpv(text.split(" ")[0])
        except ValidationError as error:
            if error.code == "cpv_check_digit":
                raise
            return text  # the number of an agreement, perhaps


class BuyerWidget(LookupWidget):
    """Takes the organisation's key, as addresses carry it, or its name, as people type it."""

    def resolve(self, value: Typed) -> Any:
        meant = source(self.name).get(self.user, value.text) if not value.picked else None
        return (meant, []) if meant is not None else super().resolve(value)


class BuyerField(LookupField):
    widget = BuyerWidget


class BuyingForm(Form):
    """The question. Without an organisation in the address it is asked for the reader's own; today without a day."""

    q = NeedField()
    amount = MoneyField(label=_("For how much?"), required=False, help_text=_("Excluding VAT."))
    on = DateField(label=_("When do you buy?"), required=False)
    ends_on = DateField(
        label=_("Until when does the contract run?"),
        required=False,
        help_text=_("Leave empty when you buy once."),
    )
    organisation = BuyerField(
        "organisation", label=_("For which organisation?"), error_messages={"required": _("Say who is going to buy.")}
    )
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=_("Unit"), required=False, empty_label=_("The whole organisation")
    )

    def __init__(self, data: QueryDict | None = None, **kwargs: Any) -> None:
        """``data`` is the address; without it the form waits for a question, with what it would take for granted."""
        self.own = own_organisations(kwargs.get("user"))
        taken = {"organisation": self.own[0] if self.own else None, "on": timezone.localdate()}
        if data is not None:
            data = data.copy()
            if not data.get("organisation") and not data.get("organisation_pick") and self.own:
                data["organisation"] = str(self.own[0].pk)
            if not data.get("on"):
                data["on"] = taken["on"].isoformat()
        super().__init__(data, **{"initial": taken, **kwargs})
        self.fields["unit"].queryset = Unit.objects.filter(organisation__in=self.own, closed_on=None).order_by("name")
        if not self.own or not self.fields["unit"].queryset.exists():
            del self.fields["unit"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("on") and said.get("ends_on") and said["ends_on"] < said["on"]:
            self.add_error("ends_on", _("The contract would end before you buy."))
        unit = said.get("unit")
        if unit is not None and said.get("organisation") and unit.organisation_id != said["organisation"].pk:
            self.add_error("unit", ValidationError(_("The unit belongs to another organisation."), code="other"))
        return said

    def question(self) -> Question:
        """What was asked."""
        said = self.cleaned_data
        need = said["q"]
        return Question(
            organisation=said["organisation"],
            on=said["on"],
            words="" if isinstance(need, CpvCode) else need,
            cpv=need if isinstance(need, CpvCode) else None,
            amount=said["amount"],
            ends_on=said["ends_on"],
            unit=said.get("unit"),
        )


def own_organisations(user: Any) -> list[Organisation]:
    """The organisations for which a person buys, in alphabetical order."""
    own = actor_of(user).places(Place.ORGANISATION, Role.PURCHASER, Role.CONTACT)
    return list(Organisation.objects.filter(pk__in=own)) if own else []
