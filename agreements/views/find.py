"""Finding agreements: the register's list with its search, facets and files."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from agreements import exports
from agreements.columns import categories, columns, on_page
from agreements.facets import FACETS, MOST_SHOWN, Counts, count
from agreements.filters import EVERY_COOPERATION, HORIZONS, AgreementFilter
from agreements.models import Agreement
from agreements.querysets import BY_USE, AgreementQuerySet
from agreements.rules import may_begin, may_import_somewhere
from agreements.states import STATE_LABELS, AgreementKind, AgreementLevel
from agreements.states.ceilings import LEVEL_LABELS
from portal.accounts.actor import actor_of
from portal.organisations.models import Cooperation, Organisation, OrganisationKind
from portal.reference.collation import alphabet_for
from portal.web import formats
from portal.web.columns import Column
from portal.web.lists import Facet, FacetOption, address, facet, list_page
from suppliers.models import Supplier

WITH_SHOWN = Agreement.objects.select_related("owner", "cooperation", "summary")


@require_safe
def agreement_list(request: HttpRequest) -> HttpResponse:
    """The register. A person who comes by the menu or the search box sees the own cooperation's, and that it is so."""
    own = actor_of(request.user).cooperations
    if own and request.GET.keys() <= {"q"}:
        return redirect(address(request, cooperation=[str(pk) for pk in sorted(own)]))
    page = RegisterPage(request)
    return list_page(
        request,
        queryset=WITH_SHOWN.visible_to(request.user),
        filterset_class=AgreementFilter,
        columns=page.columns,
        template="agreements/list.html",
        results_template="agreements/list_results.html",
        title=_("Agreements"),
        facets=page.facets,
        count=page.total,
        fetch=page.rows,
        export=page.export,
        own_order=_("What can be used first"),
        cleared={"cooperation": EVERY_COOPERATION} if own else None,
        filename=_("agreements"),
        noun=lambda n: ngettext("%(n)s agreement", "%(n)s agreements", n) % {"n": formats.number(n)},
        search_label=_("Search by number, title, supplier or what you need"),
        empty=_("No agreements have been published yet. They are listed here as soon as the office publishes them."),
        context={
            "on_page": page.on_page,
            "categories": page.categories,
            "may_register": bool(may_begin(actor_of(request.user))),
            "may_import": bool(may_import_somewhere(actor_of(request.user))),
        },
    )


class RegisterPage:
    """A result of the register as its page needs it: facets, total, rows and files, from one count."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.alphabet = alphabet_for(get_language() or "")
        self.day = timezone.localdate()
        self.categories = categories()
        self.columns = columns(self.categories, self.day, self.alphabet)
        self.on_page = on_page(self.columns)
        self.counts = Counts()

    @cached_property
    def cooperations(self) -> list[Cooperation]:
        return list(Cooperation.objects.visible_to(self.request.user))

    def facets(self, request: HttpRequest, filterset: AgreementFilter, found: QuerySet) -> list[Facet]:
        """Count the result and give its facets. OR holds within one, so its own choice does not narrow its counts."""
        self.filterset, self.chosen = filterset, filterset.chosen
        if filterset.match and filterset.match.how == "number" and len(self.chosen) == 1:
            self.counts = Counts(found.count())
            return []
        self.counts = self._count(filterset.narrowed(), FACETS)
        self.shown = {
            name: self._count(filterset.narrowed(name), (name,)).by[name] if name in self.chosen else counted
            for name, counted in self.counts.by.items()
        }
        groups = [
            self._facet("state", [(state, STATE_LABELS[state]) for state in BY_USE]),
            self._facet("municipality", self._named("municipality", self._organisations)),
            self._facet("category", self._named("category", self.categories)),
            self._expiring(),
            self._facet("supplier", self._named("supplier", self._suppliers)),
            self._facet("kind", AgreementKind.choices),
            self._facet("level", AgreementLevel.choices),
            self._facet("owner", self._named("owner", self._organisations)),
        ]
        if len(self.cooperations) > 1:
            groups.append(self._of_cooperations())
        return [group for group in groups if group.options] + self._others()

    def total(self, found: QuerySet) -> int:
        """The exact number of agreements found."""
        return self.counts.total

    def rows(self, found: AgreementQuerySet, start: int, stop: int) -> list[Agreement]:
        """A page of the result.

        In the order of use, without a search, every state is a stretch of known length: only those on the page are
        read, along the index of titles, instead of sorting all that was found.
        """
        if self.request.GET.get("sort") or "q" in self.chosen:
            ids = list(found.values_list("pk", flat=True)[start:stop])  # sorting them alone takes least memory
            read = WITH_SHOWN.in_bulk(ids)
            return [read[pk] for pk in ids]
        rows: list[Agreement] = []
        for state in BY_USE:
            length = self.counts.of("state", state)
            if start < length and stop > 0:
                stretch = found.in_states([state], self.day).alphabetical(self.alphabet)
                rows += stretch[max(start, 0) : min(stop, length)]
            start, stop = start - length, stop - length
        return rows

    def export(
        self, request: HttpRequest, format_: str, found: QuerySet, columns: Sequence[Column]
    ) -> HttpResponse | None:
        """PostgreSQL writes the CSV; a job makes the workbook when it is large."""
        if format_ == "csv":
            return exports.csv_response(found, columns, self.categories, self.day, gettext("agreements"))
        return exports.workbook_job(request) if found.count() > exports.LARGEST_WORKBOOK else None

    def _count(self, found: QuerySet, names: Sequence[str]) -> Counts:
        versions = ",".join(f"{cooperation.pk}.{cooperation.register_version}" for cooperation in self.cooperations)
        wanted = {name: self._wanted(name) for name in names if name in MOST_SHOWN}
        return count(found, self.day, names, wanted, versions)

    def _wanted(self, name: str) -> list[int]:
        """The values of a long facet that are counted in any case: those chosen, and the reader's own organisations."""
        own = actor_of(self.request.user).organisations if name != "supplier" else ()
        return sorted({*self.chosen.get(name, ()), *own})

    def _facet(self, name: str, choices: Sequence[tuple[Any, Any]]) -> Facet:
        label = self.filterset.filters[name].label
        counted = self.shown[name]
        return facet(self.request, name, label, [(value, text, counted.get(str(value), 0)) for value, text in choices])

    def _named(self, name: str, names: dict[Any, str]) -> list[tuple[Any, str]]:
        """The values that were counted or chosen, in the order of their names."""
        known = {*self.shown[name], *map(str, self.chosen.get(name, ()))}
        return [(value, text) for value, text in names.items() if str(value) in known]

    @cached_property
    def _organisations(self) -> dict[int, str]:
        """The names of the organisations in the facets, in the reader's alphabet."""
        ids = {*self.shown["municipality"], *self.shown["owner"]}
        ids.update(*(map(str, self.chosen.get(name, ())) for name in ("municipality", "owner")))
        return dict(Organisation.objects.filter(pk__in=ids).alphabetical(self.alphabet).values_list("pk", "name"))

    @cached_property
    def _suppliers(self) -> dict[int, str]:
        """The names of the suppliers in the facet, those with most agreements first."""
        counted = self.shown["supplier"]
        ids = {*counted, *map(str, self.chosen.get("supplier", ()))}
        named = Supplier.objects.filter(pk__in=ids).alphabetical(self.alphabet).values_list("pk", "name")
        return dict(sorted(named, key=lambda pair: -counted.get(str(pair[0]), 0)))

    def _expiring(self) -> Facet:
        """Within twelve months holds what is within three."""
        counted = self.shown["expiring"]
        choices = []
        for months in HORIZONS:
            n = sum(counted.get(str(horizon), 0) for horizon in HORIZONS if horizon <= months)
            text = ngettext("%(n)s month", "%(n)s months", months) % {"n": months}
            choices.append((months, text, n))
        return facet(self.request, "expiring", self.filterset.filters["expiring"].label, choices)

    def _of_cooperations(self) -> Facet:
        group = self._facet("cooperation", [(row.pk, row.name) for row in self.cooperations])
        if self.chosen.keys() - {"q", "cooperation"} or len(self.chosen.get("cooperation", ())) != 1:
            return group
        # Without any filter the reader's own cooperation would be taken again: say that every one is meant.
        url = address(self.request, cooperation=EVERY_COOPERATION)
        options = [
            FacetOption(o.value, o.label, o.count, o.selected, url if o.selected else o.url) for o in group.options
        ]
        return Facet(group.param, group.label, options)

    def _others(self) -> list[Facet]:
        """The filters that links bring along and no facet offers, so that they can be seen and removed."""
        chosen = self.chosen
        words = {
            "owner_kind": [(kind, OrganisationKind(kind).label) for kind in chosen.get("owner_kind", ())],
            "ends_from": [(day.isoformat(), formats.date(day)) for day in chosen.get("ends_from", ())],
            "ends_to": [(day.isoformat(), formats.date(day)) for day in chosen.get("ends_to", ())],
            "ceiling": [(level, capfirst(LEVEL_LABELS[level])) for level in chosen.get("ceiling", ())],
            "deciding": [
                (months, ngettext("%(n)s month", "%(n)s months", months) % {"n": months})
                for months in chosen.get("deciding", ())
            ],
            "sample": [(value, _("yes") if value == "1" else _("no")) for value in chosen.get("sample", ())],
        }
        return [
            facet(
                self.request, name, self.filterset.filters[name].label, [(value, text, None) for value, text in pairs]
            )
            for name, pairs in words.items()
            if pairs
        ]
