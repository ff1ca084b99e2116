"""The rows of the register's form: lots with their suppliers, buyers and options."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agreements import rules
from agreements.data import LotData, LotSupplierData
from agreements.forms.words import area, help_of, label, with_empty
from agreements.models import ExtensionOption, Lot, LotSupplier
from agreements.states import CallOffMethod
from portal.law.numbers import BadNumber, check_registration_number
from portal.web.forms import DateField, Form, MoneyField, Rows
from portal.web.lookups import LookupField, LookupsField
from suppliers.models import Supplier


class PlaceForm(Form):
    """A supplier in a lot: one that is known, or a new one by name and number."""

    supplier = LookupField("supplier", label=label("supplier", LotSupplier), required=False)
    rank = forms.IntegerField(label=label("rank", LotSupplier), required=False, min_value=1, max_value=999)
    share = forms.DecimalField(
        label=label("share", LotSupplier), required=False, max_digits=5, decimal_places=2, localize=True
    )
    new_name = forms.CharField(label=_("New supplier: name"), required=False, max_length=200)
    new_number = forms.CharField(label=_("New supplier: registration number"), required=False, max_length=30)
    new_anyway = forms.BooleanField(label=_("It is another supplier: register it"), required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("supplier") and said.get("new_name"):
            self.add_error("new_name", _("Choose a supplier or name a new one, not both."))
        elif said.get("new_number") and not said.get("new_name"):
            self.add_error("new_name", _("Give the new supplier a name."))
        elif not said.get("supplier") and not said.get("new_name") and not self.errors:
            self.add_error("supplier", _("Choose a supplier, or name a new one."))
        return said

    def look_for_duplicates(self, country: str) -> None:
        """Refuse a new supplier with a wrong number or one that is known; ask about one whose name is."""
        said = self.cleaned_data
        if not said.get("new_name"):
            return
        number = ""
        if said.get("new_number"):
            try:
                number = check_registration_number(country, said["new_number"])
            except BadNumber as bad:
                self.add_error("new_number", str(bad))
                return
        alike = list(Supplier.objects.visible_to(self.user).resembling(said["new_name"], number)[:3])
        same = [supplier for supplier in alike if number and supplier.registration_number == number]
        if same:
            text = _("%(name)s has this number already. Choose it above.") % {"name": same[0].name}
            self.add_error("new_number", text)
        elif alike and not said.get("new_anyway"):
            names = ", ".join(supplier.name for supplier in alike)
            text = _("The register has %(names)s. Choose it above, or say that this is another.") % {"names": names}
            self.add_error("new_anyway", text)


class LotForm(Form):
    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    number = forms.CharField(label=label("number", Lot), required=False, max_length=30)
    title = forms.CharField(label=label("title", Lot), required=False, max_length=250)
    cpvs = LookupsField("cpv", label=label("cpvs", Lot), required=False, help_text=help_of("cpvs", Lot))
    areas = LookupsField("municipality", label=label("areas", Lot), required=False, help_text=help_of("areas", Lot))
    estimated_value = MoneyField(label=label("estimated_value", Lot), required=False)
    maximum_value = MoneyField(label=label("maximum_value", Lot), required=False)
    call_off_method = forms.ChoiceField(
        label=label("call_off_method", Lot),
        required=False,
        choices=with_empty(CallOffMethod.choices),
        help_text=_("How a buyer finds its supplier. A lot with one supplier needs no answer."),
    )
    conditions = forms.CharField(
        label=label("conditions", Lot),
        required=False,
        widget=area(2),
        help_text=_("The objective conditions as the procurement documents state them."),
    )
    rows = {"suppliers": Rows(PlaceForm, label=_("Suppliers"), add_label=_("Add a supplier"), numbered=_("Supplier"))}


class BuyerForm(Form):
    organisation = LookupField("organisation", label=_("Organisation"))
    binding = forms.ChoiceField(
        label=_("The agreement"),
        choices=[
            ("may", pgettext_lazy("the agreement … for the buyer", "may be used")),
            ("must", pgettext_lazy("the agreement … for the buyer", "must be used (binding)")),
        ],
        initial="may",
        required=False,
    )


class OptionForm(Form):
    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    months = forms.IntegerField(label=label("months", ExtensionOption), min_value=1, max_value=rules.LONGEST_OPTION)
    notice_by = DateField(label=label("notice_by", ExtensionOption), required=False)


def lot_data(form: LotForm, suppliers: Mapping[str, int]) -> LotData:
    """What was typed of a lot. ``suppliers`` holds the ids of new suppliers by the prefix of their row."""
    said = form.cleaned_data
    return LotData(
        id=said["id"],
        number=said["number"],
        title=said["title"],
        estimated_value=said["estimated_value"],
        maximum_value=said["maximum_value"],
        call_off_method=said["call_off_method"],
        conditions=said["conditions"],
        cpvs=tuple(cpv.pk for cpv in said["cpvs"]),
        areas=tuple(area.pk for area in said["areas"]),
        suppliers=tuple(
            LotSupplierData(
                place.cleaned_data["supplier"].pk if place.cleaned_data["supplier"] else suppliers[place.prefix],
                place.cleaned_data["rank"],
                place.cleaned_data["share"],
            )
            for place in form.rows_of["suppliers"].filled
        ),
    )
