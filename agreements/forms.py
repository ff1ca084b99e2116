"""The form in which an agreement is registered and edited, and the small ones beside it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agreements import rules
from agreements.data import AgreementData, BuyerData, LotData, LotSupplierData, OptionData
from agreements.models import Agreement, ExtensionOption, Lot, LotSupplier
from agreements.models.documents import AgreementDocument
from agreements.states import AgreementKind, AgreementLevel, CallOffMethod
from portal.accounts.actor import Place, Role, actor_of
from portal.accounts.models import User
from portal.files.kinds import ACCEPT
from portal.law.answers import Reason
from portal.law.frameworks import LONGEST_FRAMEWORK
from portal.law.numbers import BadNumber, check_registration_number
from portal.law.periods import last_day_of_period, last_day_with_options
from portal.law.visibility import Visibility
from portal.organisations.models import Cooperation, Organisation
from portal.organisations.periods import valid_on
from portal.web.forms import DateField, Form, MoneyField, Rows
from portal.web.lookups import LookupField, LookupsField
from portal.workflow import audit
from suppliers.models import Supplier

MEMBERS = "members"  # the value of the button that adds all members
CALCULATE = "dates"  # and of the one that shows the resulting last days without JavaScript

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


def label(name: str, model: Any = Agreement) -> Any:
    """The name of a model's field as a form writes it."""
    return capfirst(model._meta.get_field(name).verbose_name)


def help_of(name: str) -> Any:
    return Agreement._meta.get_field(name).help_text


def _with_empty(choices: Iterable[tuple[str, Any]]) -> list[tuple[str, Any]]:
    return [("", _("Choose")), *choices]


def _area(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


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
    estimated_value = MoneyField(label=label("estimated_value", Lot), required=False)
    maximum_value = MoneyField(label=label("maximum_value", Lot), required=False)
    call_off_method = forms.ChoiceField(
        label=label("call_off_method", Lot),
        required=False,
        choices=_with_empty(CallOffMethod.choices),
        help_text=_("How a buyer finds its supplier. A lot with one supplier needs no answer."),
    )
    conditions = forms.CharField(
        label=label("conditions", Lot),
        required=False,
        widget=_area(2),
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
    description = forms.CharField(label=label("description"), required=False, widget=_area())
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
        label=label("duration_reason"), required=False, widget=_area(2), help_text=help_of("duration_reason")
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
        label=label("call_off_text"), required=False, widget=_area(), help_text=help_of("call_off_text")
    )
    reason = forms.CharField(
        label=_("Why is it changed?"),
        required=False,
        widget=_area(2),
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
            lots=tuple(_lot_data(form, suppliers) for form in self.rows_of["lots"].filled),
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


def _lot_data(form: LotForm, suppliers: Mapping[str, int]) -> LotData:
    said = form.cleaned_data
    return LotData(
        id=said["id"],
        number=said["number"],
        title=said["title"],
        estimated_value=said["estimated_value"],
        maximum_value=said["maximum_value"],
        call_off_method=said["call_off_method"],
        conditions=said["conditions"],
        suppliers=tuple(
            LotSupplierData(
                place.cleaned_data["supplier"].pk if place.cleaned_data["supplier"] else suppliers[place.prefix],
                place.cleaned_data["rank"],
                place.cleaned_data["share"],
            )
            for place in form.rows_of["suppliers"].filled
        ),
    )


def initial_of(agreement: Agreement) -> dict[str, Any]:
    """A stored agreement as the form's first values. Reads the rows that ``facts.with_children`` fetched."""
    return {
        **{name: getattr(agreement, name) for name in PLAIN},
        "version": agreement.version,
        "owner": agreement.owner,
        "responsible": agreement.responsible_id,
        "members_on": agreement.announced_on or agreement.starts_on or timezone.localdate(),
        "cpvs": [row.cpv for row in agreement.cpvs.all()],
        "options": [
            {"id": option.pk, "months": option.months, "notice_by": option.notice_by}
            for option in agreement.options.all()
        ],
        "buyers": [
            {"organisation": buyer.organisation, "binding": "must" if buyer.is_binding else "may"}
            for buyer in agreement.buyers.all()
        ],
        "lots": [
            {
                "id": lot.pk,
                "number": lot.number,
                "title": lot.title,
                "estimated_value": lot.estimated_value,
                "maximum_value": lot.maximum_value,
                "call_off_method": lot.call_off_method,
                "conditions": lot.conditions,
                "suppliers": [
                    {"supplier": place.supplier, "rank": place.rank, "share": place.share}
                    for place in lot.suppliers.all()
                ],
            }
            for lot in agreement.lots.all()
        ],
    }


def initial_for(user: Any) -> dict[str, Any]:
    """What a new agreement begins with: today's members, the officer who registers, a contact's own organisation."""
    actor = actor_of(user)
    own = actor.places(Place.ORGANISATION, Role.CONTACT)
    if actor.office or len(own) != 1:
        return {"members_on": timezone.localdate(), "responsible": user.pk}
    owner = Organisation.objects.get(pk__in=own)
    return {"members_on": timezone.localdate(), "owner": owner, "level": AgreementLevel.LOCAL}


def with_members(data: QueryDict, cooperation: Cooperation, day: date) -> QueryDict:
    """What was typed, with a row for every member of the cooperation on a day that has none yet."""
    data = data.copy()
    rows = data.getlist("buyers-row")
    field = BuyerForm.base_fields["organisation"]
    named = set()
    for row in rows:
        typed = field.widget.value_from_datadict(data, {}, f"buyers-{row}-organisation")
        named.add(typed.picked or typed.text)
    rows = [row for row in rows if data.get(f"buyers-{row}-organisation")]
    fresh = max((int(row) for row in rows if row.isdecimal()), default=-1) + 1
    members = Organisation.objects.members_of(cooperation, day).distinct()
    missing = [member for member in members if member.name not in named and str(member.pk) not in named]
    for place, member in enumerate(missing, start=fresh):
        rows.append(str(place))
        data[f"buyers-{place}-organisation"] = member.name
        data[f"buyers-{place}-organisation_pick"] = str(member.pk)
        data[f"buyers-{place}-binding"] = "may"
    data.setlist("buyers-row", rows)
    return data


class TerminateForm(Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    on = DateField(label=_("Last day"))
    reason = forms.CharField(label=_("Why is it terminated?"), widget=_area(3))


class VersionForm(Form):
    """A confirmation: nothing but the version that was looked at."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class DocumentForm(Form):
    title = forms.CharField(label=label("title", AgreementDocument), max_length=200)
    kind = forms.ChoiceField(
        label=label("kind", AgreementDocument), choices=AgreementDocument._meta.get_field("kind").choices
    )
    visibility = forms.ChoiceField(
        label=label("visibility", AgreementDocument), choices=Visibility.choices, initial=Visibility.MEMBERS
    )
    file = forms.FileField(
        label=_("File"),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        help_text=_("PDF, Word, Excel, OpenDocument, CSV, plain text, PNG or JPEG; at most 20 MB."),
    )


class RemoveForm(Form):
    reason = forms.CharField(label=_("Why is it removed?"), max_length=500)


@dataclass(frozen=True)
class LastDay:
    """What one option gives: its length, the day by which to say so, and the last day once it is used, too."""

    months: int
    notice_by: date | None
    last_day: date


@dataclass(frozen=True)
class LastDays:
    """The last days that follow from what stands in the form. ``limit`` is a framework's four years."""

    ends_on: date
    options: tuple[LastDay, ...]
    limit: date | None

    @property
    def last_day(self) -> date:
        return self.options[-1].last_day if self.options else self.ends_on

    @property
    def too_long(self) -> bool:
        return self.limit is not None and self.last_day > self.limit


def last_days(form: AgreementForm) -> LastDays | None:
    """The resulting last days, with all options used in turn; ``None`` while there is no last day in the form."""
    starts_on, ends_on = stands_in(form, "starts_on"), stands_in(form, "ends_on")
    if ends_on is None or (starts_on and ends_on < starts_on):
        return None
    options, total = [], 0
    for row in form.rows_of["options"].forms:
        months = stands_in(row, "months")
        if months and 0 < months <= rules.LONGEST_OPTION:
            total += months
            last = last_day_with_options(starts_on, ends_on, total)
            options.append(LastDay(months, stands_in(row, "notice_by"), last))
    is_framework = form["kind"].value() == AgreementKind.FRAMEWORK
    limit = last_day_of_period(starts_on, LONGEST_FRAMEWORK) if starts_on and is_framework else None
    return LastDays(ends_on, tuple(options), limit)


def stands_in(form: Form, name: str) -> Any:
    """What stands in a field at this moment, as a value; ``None`` when it is empty or not understood."""
    try:
        return form.fields[name].to_python(form[name].value())
    except ValidationError:
        return None


def same_number(form: AgreementForm) -> list[Agreement]:
    """Other agreements of the cooperation that carry the number in the form."""
    number = str(form["number"].value() or "").strip()
    if not number or form.chosen_cooperation is None:
        return []
    found = Agreement.objects.visible_to(form.user).filter(cooperation=form.chosen_cooperation, number__iexact=number)
    return list(found.exclude(pk=form.stored.pk if form.stored else None).select_related("owner")[:5])
