"""Which agreement has an article, at what price, for us: the search across price lists."""

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe
from django_filters import FilterSet

from agreements.models import Agreement, PriceList, PriceListItem
from agreements.prices.search import MOST_COUNTED, Match, find
from agreements.querysets.prices import PriceListQuerySet
from agreements.states.prices import BINDING
from agreements.views.prices.columns import ITEM_COLUMNS, LIST_COLUMNS
from portal.accounts.actor import actor_of
from portal.web import formats
from portal.web.columns import Column
from portal.web.lists import Facet, address, facet, list_page
from suppliers.models import Supplier

EVERY_LIST = "all"

MOST_IN_WORKBOOK = 20_000

MOST_SUPPLIERS = 30

_FILTERS = ("agreement", "supplier", "list")


@login_required
@require_safe
def price_search(request: HttpRequest) -> HttpResponseBase:
    """Articles by number or words; before anything is asked, the lists that there are."""
    page = PricePage(request)
    return page.articles() if page.asks else page.lists()


class PricePage:
    """A search as its page needs it. What may be used today is the default; other lists are a choice."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.day = timezone.localdate()
        self.actor = actor_of(request.user)
        visible = PriceList.objects.visible_to(request.user)
        self.everything = request.GET.get("which") == EVERY_LIST
        self.within = visible.filter(status__in=BINDING) if self.everything else visible.usable_by(self.actor, self.day)
        self.chosen = {name: _numbers(request, name) for name in _FILTERS}

    @property
    def asks(self) -> bool:
        """Whether articles are asked for: by words, or by the list or the agreement in which they stand."""
        return bool(self.request.GET.get("q", "").strip() or self.chosen["agreement"] or self.chosen["list"])

    def narrowed(self) -> PriceListQuerySet:
        lists = self.within
        if self.chosen["agreement"]:
            lists = lists.filter(agreement__in=self.chosen["agreement"])
        if self.chosen["supplier"]:
            lists = lists.filter(supplier__in=self.chosen["supplier"])
        if self.chosen["list"]:
            lists = lists.filter(pk__in=self.chosen["list"])
        return lists

    def articles(self) -> HttpResponseBase:
        match = find(self.narrowed(), self.request.GET.get("q", ""))
        return list_page(
            self.request,
            queryset=match.found.with_list(),
            columns=ITEM_COLUMNS,
            template="agreements/price_search.html",
            title=_("Prices"),
            facets=self.facets,
            count=lambda found: min(match.count, MOST_COUNTED),
            fetch=lambda found, start, stop: _page(self._ids(match, found, start, stop)),
            export=_export,
            filename=_("prices"),
            noun=lambda n: _noun(n, match),
            search_label=_("Article number or words"),
            empty=_("Nothing here yet."),
            context={"has_own_search": True, "keeps": self.actor.office},
        )

    def _ids(self, match: Match, found: QuerySet, start: int, stop: int) -> list[int]:
        """The ids on a page: those that were found already, unless the reader has chosen another order."""
        if self.request.GET.get("sort"):
            return list(found.values_list("pk", flat=True)[start:stop])
        return list(match.ids[start:stop])

    def lists(self) -> HttpResponseBase:
        found = self.narrowed().select_related("agreement", "supplier", "lot").order_by("title", "pk")
        return list_page(
            self.request,
            queryset=found,
            columns=LIST_COLUMNS,
            template="agreements/price_search.html",
            title=_("Prices"),
            facets=self.facets,
            own_order=_("By name"),
            filename=_("price-lists"),
            noun=lambda n: ngettext("%(n)s price list", "%(n)s price lists", n) % {"n": formats.number(n)},
            search_label=_("Article number or words"),
            empty=_("No price list can be used today. The office uploads them on each agreement's page."),
            context={"has_own_search": True, "keeps": self.actor.office},
        )

    def facets(self, request: HttpRequest, filterset: FilterSet | None, found: QuerySet) -> list[Facet]:
        suppliers = Supplier.objects.filter(price_lists__in=self.within).distinct().order_by("sort_sv", "pk")
        named = [(supplier.pk, supplier.name, None) for supplier in suppliers[:MOST_SUPPLIERS]]
        groups = [
            facet(
                request,
                "which",
                _("Which lists"),
                [(EVERY_LIST, _("also those that cannot be used today"), None)],
            ),
            facet(request, "supplier", _("Supplier"), named if len(named) > 1 or self.chosen["supplier"] else []),
        ]
        for name, label, model in (("agreement", _("Agreement"), Agreement), ("list", _("Price list"), PriceList)):
            if self.chosen[name]:
                rows = model.objects.visible_to(request.user).filter(pk__in=self.chosen[name])
                groups.append(facet(request, name, label, [(row.pk, str(row), None) for row in rows]))
        return groups


def _numbers(request: HttpRequest, name: str) -> list[int]:
    return [int(value) for value in request.GET.getlist(name) if value.isdecimal() and len(value) < 19]


def _noun(n: int, match: Match) -> str:
    """How many articles were found; that nothing holds exactly the words, where that is so."""
    if match.how == "likeness":
        text = ngettext("%(n)s article like what you wrote", "%(n)s articles like what you wrote", n)
    elif match.count > MOST_COUNTED:
        text = _("More than %(n)s articles")
    else:
        text = ngettext("%(n)s article", "%(n)s articles", n)
    return text % {"n": formats.number(n)}


def _page(ids: list[int]) -> list[PriceListItem]:
    """A page of the result: sorted as bare ids, then read with the agreement and supplier of each."""
    read = PriceListItem.objects.with_list().in_bulk(ids)
    return [read[pk] for pk in ids]


def _export(request: HttpRequest, format_: str, found: QuerySet, columns: Sequence[Column]) -> HttpResponseBase | None:
    """Very many articles are a CSV, which streams; a workbook of them would take the server's time from others."""
    if format_ == "xlsx" and found.order_by()[: MOST_IN_WORKBOOK + 1].count() > MOST_IN_WORKBOOK:
        messages.error(
            request,
            _("There are too many articles for a workbook. Take the CSV, or narrow the search."),
        )
        return redirect(address(request))
    return None
