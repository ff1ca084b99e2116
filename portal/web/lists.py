"""A list page: search, facets, sort, pages, a link that is its state, CSV and XLSX of exactly what is shown."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, QuerySet
from django.db.models.expressions import BaseExpression
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_filters import FilterSet

from portal.web import exports
from portal.web.columns import Column

__all__ = ["Chip", "Column", "Facet", "FacetOption", "List", "facet", "list_page"]

PAGE_SIZES = (25, 50, 100)
_STATE_FREE = ("page", "export")
_ORDERS = {
    "text": (_("%(column)s, A–Ö"), _("%(column)s, Ö–A")),
    "tag": (_("%(column)s, A–Ö"), _("%(column)s, Ö–A")),
    "date": (_("%(column)s, earliest first"), _("%(column)s, latest first")),
    "number": (_("%(column)s, lowest first"), _("%(column)s, highest first")),
}


@dataclass(frozen=True)
class FacetOption:
    """One value of a facet: how many rows it would give, whether it is chosen, and the address that toggles it."""

    value: str
    label: Any
    count: int | None
    selected: bool
    url: str


@dataclass(frozen=True)
class Facet:
    """A group of values to narrow a list by. Several chosen within one facet widen it (OR); facets narrow (AND)."""

    param: str
    label: Any
    options: Sequence[FacetOption]

    @property
    def active(self) -> bool:
        return any(option.selected for option in self.options)


@dataclass(frozen=True)
class Chip:
    """A filter in force, and the address of the list without it."""

    label: Any
    value: Any
    url: str


def address(request: HttpRequest, **changes: Any) -> str:
    """This page's address with parameters set (a list sets several) or, with None, removed; always from page one."""
    # Every option of every facet has its address: copying the QueryDict for each would cost more than the rows.
    query = {param: values for param, values in request.GET.lists() if param not in _STATE_FREE}
    for param, value in changes.items():
        if value is None or value == []:
            query.pop(param, None)
        else:
            query[param] = value if isinstance(value, list) else [value]
    return request.path + (f"?{urlencode(query, doseq=True)}" if query else "")


def facet(request: HttpRequest, param: str, label: Any, choices: Iterable[tuple[Any, Any, int | None]]) -> Facet:
    """A facet from (value, label, count) triples; what is chosen is read from the address.

    A chosen value that gives no rows any more is kept as the app hands it in; one that gives none and is not chosen
    is left out.
    """
    chosen = request.GET.getlist(param)
    options = []
    for raw, name, count in choices:
        value = str(raw)
        selected = value in chosen
        if count == 0 and not selected:
            continue
        rest = [v for v in chosen if v != value] if selected else [*chosen, value]
        options.append(FacetOption(value, name, count, selected, address(request, **{param: rest})))
    return Facet(param, label, options)


@dataclass
class List:
    """What the templates in components/list.html draw."""

    request: HttpRequest
    rows_found: QuerySet
    columns: Sequence[Column]
    title: Any
    filterset: FilterSet | None = None
    facets: Sequence[Facet] = ()
    sort: str = ""
    noun: Callable[[int], str] | None = None
    count: Callable[[QuerySet], int] | None = None
    fetch: Callable[[QuerySet, int, int], list[Any]] | None = None
    own_order: Any = ""
    cleared: dict[str, str] = field(default_factory=dict)
    search_param: str | None = "q"
    search_label: Any = ""
    empty: Any = ""
    id: str = "list"
    export_formats: Sequence[str] = ("xlsx", "csv")
    errors: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def total(self) -> int:
        """The exact number of rows found."""
        return self.count(self.rows_found) if self.count else self.rows_found.count()

    @property
    def total_text(self) -> str:
        return self.noun(self.total) if self.noun else ""

    @cached_property
    def size(self) -> int:
        wanted = self.request.GET.get("size", "")
        return int(wanted) if wanted in map(str, PAGE_SIZES) else PAGE_SIZES[0]

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))

    @cached_property
    def page(self) -> int:
        """The page shown. A number past the end shows the last page: rows go away while people read."""
        wanted = self.request.GET.get("page", "1")
        return min(max(int(wanted), 1), self.pages) if wanted.isdecimal() and len(wanted) < 9 else 1

    @cached_property
    def rows(self) -> list[Any]:
        if not self.total:
            return []
        start = (self.page - 1) * self.size
        if self.fetch:
            return self.fetch(self.rows_found, start, start + self.size)
        return list(self.rows_found[start : start + self.size])

    @property
    def first(self) -> int:
        return (self.page - 1) * self.size + 1 if self.total else 0

    @property
    def last(self) -> int:
        return min(self.page * self.size, self.total)

    @property
    def search(self) -> str:
        return self.request.GET.get(self.search_param, "") if self.search_param else ""

    @property
    def sizes(self) -> list[dict[str, Any]]:
        return [{"size": s, "url": address(self.request, size=s), "current": s == self.size} for s in PAGE_SIZES]

    @property
    def page_links(self) -> list[dict[str, Any]]:
        """First, last and the neighbours of the current page; a gap is an entry without a number."""
        wanted = sorted({1, self.pages, *range(max(1, self.page - 1), min(self.pages, self.page + 1) + 1)})
        links: list[dict[str, Any]] = []
        previous = 0
        for page in wanted:
            if page - previous > 1:
                links.append({"number": None})
            links.append({"number": page, "url": self.page_url(page), "current": page == self.page})
            previous = page
        return links

    def page_url(self, page: int) -> str:
        url = address(self.request)
        return f"{url}{'&' if '?' in url else '?'}page={page}" if page > 1 else url

    def sort_of(self, column: Column) -> dict[str, str]:
        """How a column's header sorts: the address of the next click and aria-sort as it is now."""
        up = self.sort == column.key
        down = self.sort == f"-{column.key}"
        return {
            "url": address(self.request, sort=f"-{column.key}" if up else column.key),
            "aria": "ascending" if up else "descending" if down else "none",
        }

    @cached_property
    def sort_choices(self) -> list[dict[str, Any]]:
        """Every order there is, in words: on a phone there are no headers to press."""
        choices = []
        for column in self.columns:
            if column.sort is None:
                continue
            up, down = _ORDERS["date" if column.kind == "datetime" else "number" if column.numeric else column.kind]
            for value, words in ((column.key, up), (f"-{column.key}", down)):
                label = words % {"column": column.label}
                choices.append({"value": value, "label": label, "current": value == self.sort})
        if choices and not any(choice["current"] for choice in choices):
            choices.insert(0, {"value": "", "label": self.own_order or gettext("Best match"), "current": True})
        return choices

    @property
    def chips(self) -> list[Chip]:
        """The filters in force, each removable."""
        chips = []
        if self.search:
            chips.append(Chip(gettext("Search"), self.search, address(self.request, **{str(self.search_param): None})))
        for group in self.facets:
            chips += [Chip(group.label, option.label, option.url) for option in group.options if option.selected]
        return chips

    @property
    def clear_url(self) -> str:
        """The list without search and filters, in the same order."""
        names = {group.param for group in self.facets} | {str(self.search_param)}
        if self.filterset is not None:
            names |= set(self.filterset.filters)
        return address(self.request, **dict.fromkeys(names) | self.cleared)

    @property
    def exports(self) -> list[dict[str, str]]:
        return [{"format": f.upper(), "url": address(self.request, export=f)} for f in self.export_formats]

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What the filter form carries along: parameters that neither its search box nor its facets hold."""
        own = {group.param for group in self.facets} | {str(self.search_param), *_STATE_FREE}
        if self.sort_choices:
            own.add("sort")
        return [(k, v) for k, values in self.request.GET.lists() if k not in own for v in values if v]


def ordered(queryset: QuerySet, columns: Sequence[Column], sort: str) -> tuple[QuerySet, str]:
    """A queryset in the order that an address asks for, and that order; its own where there is no such column."""
    column = next((c for c in columns if c.sort is not None and c.key == sort.removeprefix("-")), None)
    if column is None:
        return queryset, ""
    down = sort.startswith("-")
    parts = column.sort if isinstance(column.sort, tuple | list) else (column.sort,)
    order = []
    for part in parts:
        expression = part if isinstance(part, BaseExpression) else F(part)
        order.append(expression.desc(nulls_last=True) if down else expression.asc(nulls_last=True))
    return queryset.order_by(*order, "-pk" if down else "pk"), sort


def list_page(
    request: HttpRequest,
    *,
    queryset: QuerySet,
    columns: Sequence[Column],
    template: str,
    title: str | Promise,
    filterset_class: type[FilterSet] | None = None,
    facets: Callable[[HttpRequest, FilterSet | None, QuerySet], Sequence[Facet]] | None = None,
    results_template: str = "components/list_results.html",
    default_sort: str = "",
    filename: str | Promise = "list",
    noun: Callable[[int], str] | None = None,
    count: Callable[[QuerySet], int] | None = None,
    fetch: Callable[[QuerySet, int, int], list[Any]] | None = None,
    own_order: Any = "",
    cleared: dict[str, str] | None = None,
    search_param: str | None = "q",
    search_label: Any = "",
    empty: Any = "",
    export: Callable[[HttpRequest, str, QuerySet, Sequence[Column]], HttpResponseBase | None] | None = None,
    context: dict[str, Any] | None = None,
) -> HttpResponseBase:
    """Answer a list's page, its htmx partial or its download, all from the same filtered and sorted queryset.

    `queryset` is already `visible_to` the reader. `facets(request, filterset, found)` computes the groups with their
    counts. `noun(n)` says "3 agreements". `count(found)` may know the exact total more cheaply than COUNT(*), and
    `fetch(found, start, stop)` the rows of a page. `own_order` says in words how the queryset itself is ordered,
    `cleared` what the address says once all filters are cleared, where a bare one would mean something else.
    `export(request, format, found, columns)` may take over a download ("csv" or "xlsx"), for instance as a job when
    there are many rows; when it answers None, the rows are written at once.
    """
    filterset = filterset_class(request.GET, queryset=queryset, request=request) if filterset_class else None
    found = filterset.qs if filterset is not None else queryset
    found, sort = ordered(found, columns, request.GET.get("sort") or default_sort)

    format_ = request.GET.get("export", "")
    if format_ in ("csv", "xlsx"):
        in_file = [column for column in columns if column.only != "page"]
        if export and (response := export(request, format_, found, in_file)):
            return response
        rows = found.iterator(chunk_size=2000)
        if format_ == "csv":
            return exports.csv_response(in_file, rows, str(filename))
        return exports.xlsx_response(in_file, rows, str(filename), str(title))

    listing = List(
        request=request,
        rows_found=found,
        columns=[column for column in columns if column.only != "file"],
        title=title,
        filterset=filterset,
        facets=facets(request, filterset, found) if facets else (),
        sort=sort,
        noun=noun,
        count=count,
        fetch=fetch,
        own_order=own_order,
        cleared=cleared or {},
        search_param=search_param,
        search_label=search_label,
        empty=empty,
        errors=dict(filterset.errors) if filterset is not None else {},
    )
    partial = getattr(request, "htmx", False) and request.htmx.target == listing.id  # type: ignore[attr-defined]
    everything = {"list": listing, "results_template": results_template, **(context or {})}
    response = render(request, "components/list_region.html" if partial else template, everything)
    response["Vary"] = "HX-Request, HX-Target"
    return response
