"""The filters of the register. One FilterSet serves the page, its facets, the exports and the links of dashboards."""

from collections.abc import Callable
from datetime import date
from functools import cached_property
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from agreements import search
from agreements.ceilings import standing_at
from agreements.models import Agreement, AgreementCpv, EligibleBuyer, ExtensionOption, LotSupplier
from agreements.querysets import AgreementQuerySet, being
from agreements.querysets.agreements import lasting_on, to_decide
from agreements.states import AgreementKind, AgreementLevel
from portal.law.frameworks.ceilings import WATCHED
from portal.law.periods import State, add_months
from portal.organisations.models import OrganisationKind
from portal.reference.collation import alphabet_for
from portal.web.forms import DateField

#: "Expiring within" so many months.
HORIZONS = (3, 6, 12, 24)
#: ``cooperation=all`` says outright that no cooperation is meant, where the reader's own would be taken.
EVERY_COOPERATION = "all"
_LARGEST_ID = 2**63 - 1


def identity(value: str) -> int:
    """The id that a parameter states."""
    if not value.isascii() or not value.isdecimal() or int(value) > _LARGEST_ID:
        raise ValueError(value)
    return int(value)


def one_of(*values: Any) -> Callable[[str], Any]:
    """A reader of parameters that knows these values only."""
    known = {str(getattr(value, "value", value)): value for value in values}

    def read(value: str) -> Any:
        if value not in known:
            raise ValueError(value)
        return known[value]

    return read


def division(value: str) -> str:
    """The two digits of a category."""
    if len(value) != 2 or not value.isascii() or not value.isdecimal():
        raise ValueError(value)
    return value


def cooperation(value: str) -> int | str:
    return value if value == EVERY_COOPERATION else identity(value)


class ValuesField(forms.Field):
    """Any number of values of one parameter, each read by ``read``, which raises ValueError for what it is not."""

    widget = forms.SelectMultiple
    default_error_messages = {"unknown": _("%(label)s: “%(value)s” is not known, so the list is not narrowed by it.")}

    def __init__(self, *, read: Callable[[str], Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.read = read

    def clean(self, value: list[str] | None) -> list[Any]:
        values = []
        for text in value or []:
            if not text:
                continue
            try:
                values.append(self.read(text))
            except ValueError:
                params = {"label": self.label, "value": text[:40]}
                raise ValidationError(self.error_messages["unknown"], code="unknown", params=params) from None
        return list(dict.fromkeys(values))


class Values(django_filters.Filter):
    """Keeps the rows for which one of the chosen values holds: OR within a parameter, AND between parameters."""

    field_class = ValuesField

    def __init__(self, label: str | Promise, read: Callable[[str], Any], method: str) -> None:
        super().__init__(label=label, read=read, method=method)


class Day(django_filters.Filter):
    """A first or a last day of a field: ``…_from`` and ``…_to``."""

    field_class = DateField

    def __init__(self, label: str | Promise, lookup: str, field: str) -> None:
        super().__init__(field, lookup, label=label)


class FilterForm(forms.Form):
    """Tells when the days asked for, from ``…_from`` to ``…_to``, are out of order."""

    def clean(self) -> dict[str, Any]:
        days = {name: day for name, day in self.cleaned_data.items() if isinstance(day, date)}
        for name, last in days.items():
            first = days.get(name.removesuffix("_to") + "_from")
            if first and first > last:
                self.add_error(name, _("The last day asked for lies before the first."))
        return self.cleaned_data


class Narrowing(django_filters.FilterSet):
    """OR within a parameter, AND between parameters; a facet's counts leave its own choice out."""

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        return self.narrowed()

    @property
    def chosen(self) -> dict[str, list[Any]]:
        """The values in force, by parameter."""
        data = self.form.cleaned_data if self.form.is_valid() or hasattr(self.form, "cleaned_data") else {}
        return {name: value if isinstance(value, list) else [value] for name, value in data.items() if value}

    def narrowed(self, without: str = "") -> QuerySet:
        """The rows asked for, leaving one filter out: what its facet counts."""
        found = self.queryset
        for name, value in self.form.cleaned_data.items():
            if name != without:
                found = self.filters[name].filter(found, value)
        return found

    def equal(self, found: QuerySet, name: str, value: list[Any]) -> QuerySet:
        return found.filter(**{f"{name}__in": value})


class AgreementFilter(Narrowing):
    """What of the register is asked for. ``match`` says how the typed text was understood."""

    q = django_filters.CharFilter(label=_("Search"), method="with_words", max_length=search.LONGEST)
    state = Values(_("State"), one_of(*State), "in_state")
    municipality = Values(_("May be used by"), identity, "for_buyer")
    category = Values(_("Category"), division, "in_category")
    expiring = Values(_("Expires within"), one_of(*HORIZONS), "expiring_within")
    supplier = Values(_("Supplier"), identity, "with_supplier")
    kind = Values(_("Kind"), one_of(*AgreementKind), "equal")
    level = Values(_("Level"), one_of(*AgreementLevel), "equal")
    owner = Values(_("Owner"), identity, "equal")
    cooperation = Values(_("Cooperation"), cooperation, "in_cooperation")
    owner_kind = Values(_("Kind of owner"), one_of(*OrganisationKind), "of_owner_kind")
    ends_from = Day(_("Last day from"), "gte", "last_day")
    ends_to = Day(_("Last day to"), "lte", "last_day")
    ceiling = Values(_("Ceiling"), one_of(*WATCHED), "standing_at")
    deciding = Values(_("Option to decide on within"), one_of(*HORIZONS), "deciding_within")
    sample = Values(_("Sample"), one_of("1", "0"), "of_sample")

    class Meta:
        model = Agreement
        fields: list[str] = []
        form = FilterForm

    match: search.Match | None = None

    def __init__(self, *args: Any, reader: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reader = reader or self.request.user

    @cached_property
    def day(self) -> date:
        return timezone.localdate()

    @property
    def alphabet(self) -> str:
        return alphabet_for(get_language() or "")

    def filter_queryset(self, queryset: AgreementQuerySet) -> AgreementQuerySet:
        """The rows asked for: what can be used first, and of what was searched for, what has it in its title."""
        found = self.narrowed()
        words = self.form.cleaned_data.get("q")
        by_title = [search.title_holds(words, self.alphabet).desc()] if words else []
        return found.by_use(self.day, self.alphabet, *by_title)

    def narrowed(self, without: str = "") -> AgreementQuerySet:
        """The rows asked for, leaving one filter out: what its facet counts."""
        found = self._searched
        for name, value in self.form.cleaned_data.items():
            if name not in ("q", without):
                found = self.filters[name].filter(found, value)
        return found

    @cached_property
    def _searched(self) -> AgreementQuerySet:
        return self.filters["q"].filter(self.queryset, self.form.cleaned_data.get("q"))

    def with_words(self, found: AgreementQuerySet, name: str, value: str) -> AgreementQuerySet:
        self.match = search.find(found, value)
        return self.match.found

    def in_state(self, found: AgreementQuerySet, name: str, value: list[str]) -> AgreementQuerySet:
        return found.in_states(value, self.day)

    def for_buyer(self, found: AgreementQuerySet, name: str, value: list[int]) -> AgreementQuerySet:
        named = EligibleBuyer.objects.filter(lasting_on(self.day), organisation__in=value)
        return found.filter(pk__in=named.values("agreement"))

    def in_category(self, found: AgreementQuerySet, name: str, value: list[str]) -> AgreementQuerySet:
        return found.filter(pk__in=AgreementCpv.objects.filter(division__in=value).values("agreement"))

    def with_supplier(self, found: AgreementQuerySet, name: str, value: list[int]) -> AgreementQuerySet:
        return found.filter(pk__in=LotSupplier.objects.filter(supplier__in=value).values("lot__agreement"))

    def expiring_within(self, found: AgreementQuerySet, name: str, value: list[int]) -> AgreementQuerySet:
        last = add_months(self.day, max(value))
        return found.filter(being(State.IN_FORCE, self.day), last_day__lte=last)

    def standing_at(self, found: AgreementQuerySet, name: str, value: list[Any]) -> AgreementQuerySet:
        """By their nearest ceiling. The ids are read at once: counts of the register are kept by what is asked, and the
        ledger moves without the register. Nobody has the id 0: PostgreSQL is asked when there are none too."""
        return found.filter(pk__in=[0, *standing_at(value, self.reader)])

    def deciding_within(self, found: AgreementQuerySet, name: str, value: list[int]) -> AgreementQuerySet:
        due = ExtensionOption.objects.filter(to_decide(self.day, add_months(self.day, max(value))))
        return found.filter(being(State.IN_FORCE, self.day), pk__in=due.values("agreement"))

    def in_cooperation(self, found: AgreementQuerySet, name: str, value: list[Any]) -> AgreementQuerySet:
        return found if EVERY_COOPERATION in value else found.filter(cooperation__in=value)

    def of_owner_kind(self, found: AgreementQuerySet, name: str, value: list[str]) -> AgreementQuerySet:
        return found.filter(owner__kind__in=value)

    def of_sample(self, found: AgreementQuerySet, name: str, value: list[str]) -> AgreementQuerySet:
        return found.filter(Q(is_sample=True) if value == ["1"] else Q(is_sample=False) if value == ["0"] else Q())

    def equal(self, found: AgreementQuerySet, name: str, value: list[Any]) -> AgreementQuerySet:
        return found.filter(**{f"{name}__in": value})
