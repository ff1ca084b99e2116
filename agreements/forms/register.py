"""The form in which an agreement is registered and edited."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements import rules
from agreements.data import AgreementData, BuyerData, OptionData
from agreements.forms.rows import BuyerForm, LotForm, OptionForm, PlaceForm, lot_data
from agreements.forms.words import area, help_of, label
from agreements.models import Agreement
from agreements.states import AgreementKind, AgreementLevel
from portal.accounts.actor import Role, actor_of
from portal.accounts.models import User
from portal.law.answers import Reason
from portal.organisations.models import Cooperation
from portal.organisations.periods import valid_on
from portal.web.forms import DateField, Form, MoneyField, Rows
from portal.web.lookups import LookupField, LookupsField
from portal.workflow import audit

#: What the form asks about, beside its rows; each is a field of ``AgreementData`` under the same name.
PLAIN = (
    "title",
    "number",
    "kind",
    "level",
    "description",
    "announced_on",
    "notice_url",
    "starts_on",
    "ends_on",
    "latest_contract_end_on",
    "until_further_notice",
    "duration_reason",
    "estimated_value",
    "maximum_value",
    "maximum_unknown_because",
    "call_off_text",
)
#: What an agreement carries that nobody types: where it comes from and what of it is assumed.
CARRIED = ("source", "source_layout", "source_key", "assumption", "is_sample")


class AgreementForm(Form):
    """An agreement, from a title alone to all that publication wants.

    ``cooperation`` is fixed when an agreement is edited; ``stored`` is that agreement.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    cooperation = forms.ModelChoiceField(Cooperation.objects.none(), label=label("cooperation"), required=False)
    title = forms.CharField(label=label("title"), max_length=250)
    number = forms.CharField(label=label("number"), required=False, max_length=50)
    kind = forms.ChoiceField(label=label("kind"), choices=AgreementKind.choices)
    level = forms.ChoiceField(label=label("level"), choices=AgreementLevel.choices)
    description = forms.CharField(label=label("description"), required=False, widget=area())
    cpvs = LookupsField(
        "cpv",
        label=_("CPV codes"),
        required=False,
        help_text=_("Type a word in any language, or a code. The first is the main code."),
    )
    owner = LookupField("organisation", label=label("owner"), required=False, help_text=help_of("owner"))
    responsible = forms.ModelChoiceField(
        User.objects.none(), label=label("responsible"), required=False, empty_label=_("Nobody yet")
    )
    members_on = DateField(label=_("Members on the day"), required=False)
    starts_on = DateField(label=label("starts_on"), required=False)
    ends_on = DateField(label=label("ends_on"), required=False, help_text=help_of("ends_on"))
    until_further_notice = forms.BooleanField(label=label("until_further_notice"), required=False)
    latest_contract_end_on = DateField(
        label=label("latest_contract_end_on"), required=False, help_text=help_of("latest_contract_end_on")
    )
    duration_reason = forms.CharField(
        label=label("duration_reason"), required=False, widget=area(2), help_text=help_of("duration_reason")
    )
    announced_on = DateField(label=label("announced_on"), required=False, help_text=help_of("announced_on"))
    notice_url = forms.URLField(label=label("notice_url"), required=False, max_length=500, assume_scheme="https")
    estimated_value = MoneyField(label=label("estimated_value"), required=False, help_text=_("Excluding VAT."))
    maximum_value = MoneyField(
        label=label("maximum_value"),
        required=False,
        help_text=_("Excluding VAT. At the maximum a framework agreement is exhausted."),
    )
    maximum_unknown_because = forms.CharField(label=label("maximum_unknown_because"), required=False, max_length=300)
    call_off_text = forms.CharField(
        label=label("call_off_text"), required=False, widget=area(), help_text=help_of("call_off_text")
    )
    reason = forms.CharField(
        label=_("Why is it changed?"),
        required=False,
        widget=area(2),
        help_text=_("A published agreement is changed with a reason, which its history keeps."),
    )
    rows = {
        "options": Rows(OptionForm, label=_("Extension options"), add_label=_("Add an option")),
        "lots": Rows(
            LotForm,
            label=_("Lots and suppliers"),
            add_label=_("Add a lot"),
            numbered=_("Lot"),
            help_text=_("An undivided agreement has one lot, which needs neither number nor title."),
        ),
        "buyers": Rows(BuyerForm, label=_("Eligible buyers"), add_label=_("Add a buyer"), maximum=400),
    }

    def __init__(self, *args: Any, stored: Agreement | None = None, **kwargs: Any) -> None:
        self.stored = stored
        super().__init__(*args, **kwargs)
        self.actor = actor_of(self.user)
        self._scope_choices()
        currency = self.chosen_cooperation.currency if self.chosen_cooperation else ""
        for form in (self, *self.rows_of["lots"].forms):
            for name in ("estimated_value", "maximum_value"):
                form.fields[name].currency = currency
        if stored is None or stored.is_draft:
            del self.fields["reason"]

    def _scope_choices(self) -> None:
        allowed = (
            Cooperation.objects.filter(pk=self.stored.cooperation_id)
            if self.stored
            else Cooperation.objects.filter(pk__in=rules.cooperations_to_register_in(self.actor))
        )
        self.cooperations = list(allowed)
        self.fields["cooperation"].queryset = allowed
        today = timezone.localdate()
        serving = valid_on(today, "appointments__")
        at_office = User.objects.filter(
            serving,
            appointments__role__in=[Role.MANAGER, Role.OFFICER],
            appointments__cooperation__in=self.cooperations,
        )
        chosen = {self.user.pk, self.stored.responsible_id if self.stored else None} - {None}
        people = (at_office | User.objects.filter(serving, pk__in=chosen)).distinct()
        self.fields["responsible"].queryset = people.order_by("name", "pk")
        if len(self.cooperations) == 1:
            del self.fields["cooperation"]
        else:
            self.fields["cooperation"].required = True

    @property
    def chosen_cooperation(self) -> Cooperation | None:
        """The cooperation as far as it is known: the only one, or the one that was chosen."""
        if len(self.cooperations) == 1:
            return self.cooperations[0]
        chosen = self.data.get("cooperation") if self.is_bound else None
        return next((one for one in self.cooperations if str(one.pk) == chosen), None)

    def is_valid(self) -> bool:
        bool(self.errors)  # cleans the whole form first, which adds to the errors of its rows
        return super().is_valid()

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        country = self.chosen_cooperation.jurisdiction if self.chosen_cooperation else "SE"
        for lot in self.rows_of["lots"].filled:
            for place in lot.rows_of["suppliers"].filled:
                if place.is_valid():
                    place.look_for_duplicates(country)
        return said

    def agreement_data(self, suppliers: Mapping[str, int]) -> AgreementData:
        """What was typed, for the services. ``suppliers`` holds the ids of new suppliers by the prefix of their row."""
        said, stored = self.cleaned_data, self.stored
        plain = {name: said[name] for name in PLAIN}
        return AgreementData(
            cooperation_id=self.chosen_cooperation.pk,
            owner_id=said["owner"].pk if said["owner"] else None,
            responsible_id=said["responsible"].pk if said["responsible"] else None,
            cpvs=tuple(cpv.pk for cpv in said["cpvs"]),
            lots=tuple(lot_data(form, suppliers) for form in self.rows_of["lots"].filled),
            buyers=tuple(BuyerData(row["organisation"].pk, row["binding"] == "must") for row in said["buyers"]),
            options=tuple(OptionData(row["months"], row["notice_by"], row["id"]) for row in said["options"]),
            assumed=tuple(self._still_assumed(plain)) if stored else (),
            **{name: getattr(stored, name) for name in CARRIED if stored},
            **plain,
        )

    def said(self) -> dict[str, Any]:
        """What was typed, in the plain values of ``facts.facts``, to be held against what somebody else wrote."""
        typed = self.cleaned_data
        return {
            **{name: audit.plain(typed[name]) for name in PLAIN},
            "owner": str(typed["owner"] or ""),
            "responsible": str(typed["responsible"] or ""),
            "cpvs": [cpv.pk for cpv in typed["cpvs"]],
            "options": audit.plain(typed["options"]),
            "buyers": [
                {"organisation": str(row["organisation"]), "is_binding": row["binding"] == "must"}
                for row in typed["buyers"]
            ],
            "lots": [
                {
                    **audit.plain(lot),
                    "cpvs": [cpv.pk for cpv in lot["cpvs"]],
                    "suppliers": [
                        {**audit.plain(place), "supplier": str(place["supplier"] or place["new_name"])}
                        for place in lot["suppliers"]
                    ],
                }
                for lot in typed["lots"]
            ],
        }

    def _still_assumed(self, plain: Mapping[str, Any]) -> Iterable[str]:
        """What the sample assumed and nobody has changed; a value that somebody typed is not assumed any more."""
        for name in self.stored.assumed:
            if name not in plain or plain[name] == getattr(self.stored, name):
                yield name

    def new_suppliers(self) -> list[PlaceForm]:
        """The rows in which a supplier is named that the register does not have."""
        return [
            place
            for lot in self.rows_of["lots"].filled
            for place in lot.rows_of["suppliers"].filled
            if place.cleaned_data.get("new_name")
        ]

    def add_reasons(self, reasons: Iterable[Reason]) -> None:
        """Say beside the fields what a service refused."""
        for reason in reasons:
            form, name = self._place_of(reason.field or "")
            form.add_error(name, str(reason) if name else _words_with_source(reason))

    def _place_of(self, field: str) -> tuple[Form, str | None]:
        if field.startswith("lots."):
            _lots, number, name = field.split(".", 2)
            for place, form in enumerate(self.rows_of["lots"].filled, start=1):
                if (form.cleaned_data.get("number") or str(place)) == number:
                    return form, name if name in form.fields else None
        return self, field if field in self.fields else None


def _words_with_source(reason: Reason) -> str:
    return f"{reason} ({reason.source})" if reason.source else str(reason)


def same_number(form: AgreementForm) -> list[Agreement]:
    """Other agreements of the cooperation that carry the number in the form."""
    number = str(form["number"].value() or "").strip()
    if not number or form.chosen_cooperation is None:
        return []
    found = Agreement.objects.visible_to(form.user).filter(cooperation=form.chosen_cooperation, number__iexact=number)
    return list(found.exclude(pk=form.stored.pk if form.stored else None).select_related("owner")[:5])
