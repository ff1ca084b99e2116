"""The price lists of an agreement, and one list: its prices, what was found in its file, how it differs."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from agreements.models import PriceList
from agreements.prices.comparing import compare
from agreements.rules import prices as rules
from agreements.services import prices as services
from agreements.states.prices import PRICE_LIST_TONES
from agreements.views.prices.columns import LIST_COLUMNS, PROBLEM_COLUMNS, pair_columns, period_of
from agreements.views.prices.common import agreement_for, draft_for, list_for, trail
from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.files.models import StoredFile
from portal.jobs.states import JobStatus
from portal.web import formats, history
from portal.web.exports import csv_response, xlsx_response
from portal.web.lists import list_page

SHOWN = 20  # problems on the page; all that are kept are in the CSV


def may_see_file(user: Any, file: StoredFile) -> bool:
    """A supplier's file may say more than its prices: it is for the office, as long as a list points at it."""
    office = actor_of(user).office
    return bool(office) and PriceList.objects.filter(file=file, agreement__cooperation__in=office).exists()


@login_required
@require_safe
def price_list_list(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The lists of an agreement that the reader may see, the latest first; those of the past show how prices went."""
    agreement = agreement_for(request, pk)
    lists = PriceList.objects.visible_to(request.user).filter(agreement=agreement)
    keeping = rules.may_keep_prices(actor_of(request.user), agreement)
    return list_page(
        request,
        queryset=lists.select_related("supplier", "agreement"),
        columns=[column for column in LIST_COLUMNS if column.key != "agreement"],
        template="agreements/price_lists.html",
        title=_("Price lists"),
        own_order=_("The latest first"),
        filename=_("price-lists"),
        noun=lambda n: ngettext("%(n)s price list", "%(n)s price lists", n) % {"n": formats.number(n)},
        search_param=None,
        empty=_("Upload the supplier's price list: buyers then find its articles in the search for prices.")
        if keeping
        else _("The office has uploaded no price list that concerns you."),
        context={"agreement": agreement, "keeping": keeping},
    )


@login_required
@require_safe
def price_list(request: HttpRequest, pk: int) -> HttpResponse:
    """A list: what it says of itself, what the check found, and how it differs from the list before it."""
    price_list = list_for(request, pk)
    actor = actor_of(request.user)
    keeping = bool(rules.may_keep_prices(actor, price_list.agreement))
    if keeping and price_list.is_draft and price_list.job is not None and not price_list.job.is_finished:
        return redirect(price_list.job)
    before = services.predecessor(price_list) if price_list.is_draft else price_list.replaces
    compared = compare(before, price_list) if keeping and price_list.item_count else None
    page = {
        "price_list": price_list,
        "breadcrumbs": trail(price_list.agreement),
        "tone": PRICE_LIST_TONES[price_list.status],
        "period": period_of(price_list),
        "keeping": keeping,
        "answer": rules.may_approve(actor, price_list),
        "may_withdraw": bool(rules.may_withdraw(actor, price_list)),
        "found": price_list.summary,
        "failed": price_list.job is not None and price_list.job.status == JobStatus.FAILED,
        "problems": price_list.summary.get("problems", [])[:SHOWN],
        "problem_columns": PROBLEM_COLUMNS,
        "before": before,
        "compared": compared,
        "pair_columns": pair_columns(price_list.agreement.currency),
        "history": history.entries(price_list) if keeping else None,
    }
    return render(request, "agreements/price_list.html", page)


@login_required
@require_safe
def price_list_problems(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What is wrong with the file, by row and column, to send back to the supplier."""
    return csv_response(PROBLEM_COLUMNS, draft_for(request, pk).summary.get("problems", []), _("problems"))


@login_required
@require_safe
def price_list_differences(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Every article of a list beside the list before it, as a workbook."""
    price_list = list_for(request, pk)
    require(rules.may_keep_prices(actor_of(request.user), price_list.agreement))
    before = services.predecessor(price_list) if price_list.is_draft else price_list.replaces
    pairs = compare(before, price_list).pairs
    return xlsx_response(pair_columns(price_list.agreement.currency), pairs, _("differences"), _("Differences"))
