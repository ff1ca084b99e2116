"""The forms of a procurement. They check shape; the services decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import actor_of
from portal.organisations.models import Cooperation
from portal.reference.models import County
from portal.web.forms import DateField, Form, MoneyField
from portal.web.lookups import LookupField, LookupsField
from procurements.models import Procurement
from procurements.services.procurements import FIELDS, ProcurementData


class ProcurementForm(Form):
    """A procurement of ``cooperation``; without one, the person chooses among those whose office they work in."""

    cooperation = forms.ModelChoiceField(Cooperation.objects.none(), label=_("Cooperation"), empty_label=None)
    title = forms.CharField(label=_("Title"), max_length=250)
    description = forms.CharField(
        label=_("Description"),
        required=False,
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What is going to be bought, for whom, and how a supplier can prepare."),
    )
    cpvs = LookupsField("cpv", label=_("CPV codes"), required=False, help_text=_("Type a word or a code."))
    organisation = LookupField("organisation", label=_("Contracting authority"), required=False)
    officer = LookupField("person", label=_("Procurement officer"), required=False)
    areas = forms.ModelMultipleChoiceField(
        County.objects.none(),
        label=_("Areas"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Where it will be delivered. None chosen means everywhere."),
    )
    dialogue_on = DateField(label=_("Market dialogue planned"), required=False)
    notice_on = DateField(label=_("Contract notice planned"), required=False)
    tenders_due_on = DateField(label=_("Tenders due"), required=False)
    award_on = DateField(label=_("Award decision planned"), required=False)
    starts_on = DateField(label=_("Agreement starts"), required=False)
    estimated_min = MoneyField(label=_("Estimated value, from"), required=False)
    estimated_max = MoneyField(label=_("Estimated value, to"), required=False)
    notice_url = forms.URLField(label=_("Link to the notice"), required=False, max_length=500, assume_scheme="https")
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, cooperation: Cooperation | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offices = Cooperation.objects.filter(pk__in=actor_of(self.user).office)
        self.only = cooperation or (offices[0] if len(offices) == 1 else None)
        if self.only:
            del self.fields["cooperation"]
        else:
            self.fields["cooperation"].queryset = offices
        countries = [self.only.jurisdiction] if self.only else offices.values("jurisdiction")
        self.fields["areas"].queryset = County.objects.filter(country__in=countries).in_order()
        currency = self.only.currency if self.only else ""
        for name in ("estimated_min", "estimated_max"):
            self.fields[name].currency = currency

    @property
    def chosen_cooperation(self) -> Cooperation:
        return self.only or self.cleaned_data["cooperation"]

    def data_said(self) -> ProcurementData:
        """What the form says, for the services."""
        said = {name: self.cleaned_data[name] for name in FIELDS}
        return ProcurementData(**said | {"cpvs": tuple(said["cpvs"]), "areas": tuple(said["areas"])})


def initial_of(procurement: Procurement) -> dict[str, Any]:
    """What the form shows of a stored procurement."""
    shown = {name: getattr(procurement, name) for name in FIELDS if name not in ("cpvs", "areas")}
    return shown | {
        "cpvs": list(procurement.cpvs.all()),
        "areas": list(procurement.areas.all()),
        "version": procurement.version,
    }


class StepForm(Form):
    """The question before a step."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class CancelForm(StepForm):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Everybody can read it."),
    )
