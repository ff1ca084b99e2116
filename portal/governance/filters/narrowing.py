"""Search and facets straight from the address."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django_filters import FilterSet

from portal.web.lists import Facet, facet

LONGEST = 100  # letters of a search


class Narrowing(FilterSet):
    """OR within a parameter, AND between them. A subclass names its ``params``, says with ``by_<param>`` which rows the
    chosen values mean, and with ``search`` which a text does; a value that means nothing finds nothing."""

    params: tuple[str, ...] = ()

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        return self.narrowed()

    def narrowed(self, but: str = "") -> QuerySet:
        """The rows asked for, leaving one parameter out: what its facet counts."""
        found = self.queryset
        text = self.data.get("q", "").strip()[:LONGEST]
        if text:
            found = found.filter(self.search(text))
        for param in self.params:
            values = self.data.getlist(param)
            if values and param != but:
                found = found.filter(getattr(self, f"by_{param}")(values))
        return found

    def search(self, text: str) -> Q:
        raise NotImplementedError

    def counted(self, param: str, field: str, *labels: str) -> list[tuple[Any, ...]]:
        """The values of a field among the rows without the parameter's own choice, each with its labels and its number
        of rows, in the order of the labels."""
        rows = self.narrowed(but=param).order_by().values_list(field, *labels)
        return list(rows.annotate(n=Count("pk", distinct=True)).order_by(*labels or [field]))

    def words(self, request: HttpRequest, param: str, label: Any, field: str, words: Mapping[Any, Any]) -> Facet:
        """A facet whose values stand for words, in the order of the words."""
        counts = dict(self.counted(param, field))
        return facet(request, param, label, [(value, text, counts.get(value, 0)) for value, text in words.items()])

    def named(self, request: HttpRequest, param: str, label: Any, field: str, name: str) -> Facet:
        """A facet whose values are objects, called by the field ``name``."""
        return facet(request, param, label, [row for row in self.counted(param, field, name) if row[0] is not None])


def ids(values: Iterable[str]) -> list[int]:
    """The ids among what an address says."""
    return [int(value) for value in values if value.isascii() and value.isdecimal() and len(value) < 10]


def helpful(facets: Iterable[Facet]) -> list[Facet]:
    """The facets that help to choose: one whose rows are all alike does not, unless it is chosen."""
    return [group for group in facets if len(group.options) > 1 or group.active]
