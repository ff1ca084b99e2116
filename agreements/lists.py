"""What the lists of daily use have in common: a column, filters by facet, and facets counted
from the same rows."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import django_filters
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from agreements.rules import call_offs, competitions, off_contract
from portal.accounts.actor import Actor
from portal.web import formats
from portal.web.columns import Column
from portal.web.lists import Facet, facet

#: As many values as a long facet offers, those with most rows first; what is chosen stands there in any case.
MOST_SHOWN = 25

#: The agreement under which a row was bought.
AGREEMENT = Column(
    "agreement",
    lazy("Agreement"),
    lambda row: row.agreement.title,
    sort="agreement__title",
    link=lambda row: row.agreement.get_absolute_url(),
)


class FacetFilter(django_filters.FilterSet):
    """A FilterSet whose parameters each narrow one field: OR within a parameter, AND between them."""

    narrows: Mapping[str, str] = {}

    def among(self, found: QuerySet, name: str, value: Sequence[Any]) -> QuerySet:
        """The rows for which one of the chosen values holds."""
        return found.filter(**{f"{self.narrows[name]}__in": value})

    def counted(self, name: str, *labels: str) -> list[tuple[Any, ...]]:
        """The values of a parameter in the result without its own choice, each with its labels and its number of
        rows, most first."""
        found = self.queryset.order_by()
        for other, value in self.form.cleaned_data.items():
            if other != name:
                found = self.filters[other].filter(found, value)
        return list(found.values_list(self.narrows[name], *labels).annotate(n=Count("pk")).order_by("-n", *labels))

    def facet(self, request: HttpRequest, name: str, words: Mapping[Any, Any]) -> Facet:
        """A facet whose values stand for words, in the order of the words."""
        counts = dict(self.counted(name))
        label = self.filters[name].label
        return facet(request, name, label, [(value, text, counts.get(value, 0)) for value, text in words.items()])

    def named_facet(self, request: HttpRequest, name: str, label: str) -> Facet:
        """A facet whose values are objects, called by the field ``label``; those with most rows first."""
        chosen = request.GET.getlist(name)
        rows = [row for row in self.counted(name, label) if row[0] is not None]
        shown = [row for place, row in enumerate(rows) if place < MOST_SHOWN or str(row[0]) in chosen]
        return facet(request, name, self.filters[name].label, shown)

    def days(self, request: HttpRequest) -> list[Facet]:
        """The days that links bring along and no facet offers, so that they can be seen and removed."""
        chosen = {name: day for name, day in self.form.cleaned_data.items() if isinstance(day, date)}
        return [
            facet(request, name, self.filters[name].label, [(day.isoformat(), formats.date(day), None)])
            for name, day in chosen.items()
        ]


def with_options(facets: Sequence[Facet]) -> list[Facet]:
    """The facets that help to choose: one whose rows are all alike does not, unless it is chosen."""
    return [group for group in facets if len(group.options) > 1 or group.active]


def sections(actor: Actor, current: str) -> list[tuple[Any, str, bool]]:
    """The lists of what is bought, those that concern the actor, as tabs above each of them."""
    shown = (
        (_("Call-offs"), "call-off-list", call_offs.may_list),
        (_("Mini-competitions"), "mini-competition-list", competitions.may_list),
        (_("Off-contract purchases"), "off-contract-list", off_contract.may_list),
    )
    return [(label, reverse(name), name == current) for label, name, may_list in shown if may_list(actor)]
