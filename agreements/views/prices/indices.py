"""The indices that prices follow, and their values month by month: for the office."""

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from agreements.forms.prices import IndexForm, IndexValueForm
from agreements.models import PriceIndex
from agreements.rules.prices import ONLY_OFFICE
from agreements.services import prices as services
from portal.accounts.access import require
from portal.accounts.actor import Actor, actor_of
from portal.law.answers import Allowed
from portal.web import formats
from portal.web.columns import Column
from portal.web.form_page import form_page
from portal.web.lists import list_page

COLUMNS = [
    Column("name", gettext_lazy("Index"), lambda row: row.name, link=PriceIndex.get_absolute_url, sort="name"),
    Column("source", gettext_lazy("Source"), lambda row: row.source),
    Column("values", gettext_lazy("Months"), lambda row: row.months, kind="number", sort="months"),
    Column(
        "latest", gettext_lazy("Latest month"), lambda row: f"{row.latest:%Y-%m}" if row.latest else "", sort="latest"
    ),
]


def _office(request: HttpRequest) -> Actor:
    actor = actor_of(request.user)
    require(Allowed() if actor.office else ONLY_OFFICE)
    return actor


@login_required
@require_safe
def price_index_list(request: HttpRequest) -> HttpResponseBase:
    actor = _office(request)
    indices = PriceIndex.objects.filter(cooperation__in=actor.office)
    return list_page(
        request,
        queryset=indices.annotate(months=Count("values"), latest=Max("values__month")),
        columns=COLUMNS,
        template="agreements/price_index_list.html",
        title=_("Price indices"),
        own_order=_("By name"),
        filename=_("price-indices"),
        noun=lambda n: ngettext("%(n)s index", "%(n)s indices", n) % {"n": formats.number(n)},
        search_param=None,
        empty=_("Add the indices that your contracts name, and enter their values as they are published."),
    )


@login_required
def price_index_new(request: HttpRequest) -> HttpResponse:
    _office(request)
    return form_page(
        request,
        IndexForm(request.POST or None, user=request.user),
        save=lambda said: services.add_index(by=request.user, **said),
        title=_("Add an index"),
        submit=_("Add the index"),
        cancel=reverse("price-index-list"),
        message=_("The index is added. Enter its values."),
        lead=_("An index that is published by somebody else, as the contract names it."),
        breadcrumbs=[(_("Prices"), reverse("price-search")), (_("Price indices"), reverse("price-index-list"))],
    )


@login_required
def price_index(request: HttpRequest, pk: int) -> HttpResponse:
    """An index with its values; the form enters one, or corrects it."""
    indices = PriceIndex.objects.filter(cooperation__in=actor_of(request.user).office)
    index = get_object_or_404(indices.select_related("cooperation"), pk=pk)
    return form_page(
        request,
        IndexValueForm(request.POST or None, user=request.user),
        save=lambda said: services.set_index_value(by=request.user, index=index, **said),
        done=index.get_absolute_url(),
        title=index.name,
        submit=_("Enter the value"),
        cancel=reverse("price-index-list"),
        message=_("The value is entered."),
        lead=index.source,
        breadcrumbs=[(_("Prices"), reverse("price-search")), (_("Price indices"), reverse("price-index-list"))],
        template="agreements/price_index.html",
        context={"index": index, "values": index.values.select_related("entered_by")},
    )
