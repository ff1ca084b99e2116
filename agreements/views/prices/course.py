"""What becomes of a list: approved, adjusted, given an index clause, withdrawn."""

from datetime import date
from decimal import Decimal

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from agreements.forms.prices import AdjustForm, ApproveForm, ClauseForm, WithdrawForm
from agreements.models import IndexValue, PriceIndex, PriceList
from agreements.prices.comparing import compare
from agreements.prices.indexing import Movement, movement
from agreements.rules import prices as rules
from agreements.services import prices as services
from agreements.views.prices.columns import pair_columns
from agreements.views.prices.common import draft_for, list_for, trail
from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.web import formats
from portal.web.form_page import form_page

MONTHS = 12  # of the index, from which the one to compare with is chosen
SHOWN = 20  # articles above what the index allows


@login_required
def price_list_approve(request: HttpRequest, pk: int) -> HttpResponse:
    """The calculation by the index, what exceeds it, and the approval."""
    price_list = draft_for(request, pk)
    require(rules.may_approve(actor_of(request.user), price_list))
    before = services.predecessor(price_list)
    compared = compare(before, price_list)
    months = _months(before) if before and before.index_id and compared.changes_prices else []
    chosen = _chosen_month(request, months)
    moved = months[chosen][1] if chosen is not None else None
    above = compared.exceeding(moved.allowed) if moved else []
    wants_reason = bool(above or (compared.raised and moved is None))
    form = ApproveForm(
        request.POST or None,
        user=request.user,
        with_index=chosen is not None,
        wants_reason=wants_reason,
        initial={"version": price_list.version, "index_month": months[chosen][0] if chosen is not None else None},
    )
    return form_page(
        request,
        form,
        save=lambda said: services.approve(by=request.user, price_list_id=pk, **said),
        title=_("Approve %(title)s") % {"title": price_list.title},
        submit=_("Approve the prices"),
        cancel=price_list.get_absolute_url(),
        message=_("The prices are approved. Buyers find them from their first day on."),
        lead=_("The prices hold from %(day)s.") % {"day": formats.date(price_list.valid_from)},
        breadcrumbs=trail(price_list.agreement, price_list),
        obj=price_list,
        template="agreements/price_approve.html",
        context={
            "price_list": price_list,
            "before": before,
            "compared": compared,
            "months": months,
            "month": months[chosen][0] if chosen is not None else None,
            "moved": moved,
            "above": above[:SHOWN],
            "above_count": len(above),
            "pair_columns": pair_columns(price_list.agreement.currency, moved),
        },
    )


def _months(before: PriceList) -> list[tuple[date, Movement]]:
    """The latest months whose index is known since the base, each with what it lets prices do; the latest first."""
    clause = services.clause_of(before)
    assert clause is not None  # the database holds a clause whole or not at all
    values = IndexValue.objects.filter(index=before.index_id, month__gt=before.index_month)[:MONTHS]
    return [(value.month, movement(clause, value.value)) for value in values]


def _chosen_month(request: HttpRequest, months: list[tuple[date, Movement]]) -> int | None:
    """The place of the month that is asked for; the latest otherwise."""
    wanted = request.POST.get("index_month") or request.GET.get("month", "")
    for place, (month, _moved) in enumerate(months):
        if f"{month:%Y-%m}" == wanted[:7]:
            return place
    return 0 if months else None


@login_required
def price_list_adjust(request: HttpRequest, pk: int) -> HttpResponse:
    """The supplier asks for so many per cent: a draft with every price moved by them."""
    price_list = list_for(request, pk)
    require(rules.may_withdraw(actor_of(request.user), price_list))
    return form_page(
        request,
        AdjustForm(
            request.POST or None,
            user=request.user,
            initial={"version": price_list.version, "title": price_list.title, "per_cent": _allowed_now(price_list)},
        ),
        save=lambda said: services.adjust(by=request.user, price_list_id=pk, **said),
        title=_("Change all prices"),
        submit=_("Make the draft"),
        cancel=price_list.get_absolute_url(),
        message=_("The draft is made. Look at it and approve it."),
        lead=_(
            "From the supplier's request, or from what the index allows. It becomes a draft, and is approved apart."
        ),
        breadcrumbs=trail(price_list.agreement, price_list),
        obj=price_list,
    )


def _allowed_now(price_list: PriceList) -> Decimal | None:
    """What the latest index allows, as a proposal."""
    months = _months(price_list) if price_list.index_id else []
    return months[0][1].allowed.normalize() if months else None


@login_required
def price_list_clause(request: HttpRequest, pk: int) -> HttpResponse:
    """What the contract states about the index."""
    price_list = list_for(request, pk)
    require(rules.may_state_clause(actor_of(request.user), price_list))
    cooperation_id = price_list.agreement.cooperation_id
    if not PriceIndex.objects.filter(cooperation=cooperation_id).exists():
        messages.info(request, _("Add the index that the contract names first, and its value in the base month."))
        return redirect("price-index-new")
    return form_page(
        request,
        ClauseForm(
            request.POST or None,
            user=request.user,
            cooperation_id=cooperation_id,
            initial={
                "version": price_list.version,
                "index": price_list.index_id,
                "month": price_list.index_month,
                "share": price_list.index_share,
                "threshold": price_list.index_threshold,
            },
        ),
        save=lambda said: services.state_clause(by=request.user, price_list_id=pk, **said),
        title=_("Index clause"),
        submit=_("Save"),
        cancel=price_list.get_absolute_url(),
        message=_("The index clause is stated."),
        lead=_("As the contract states it: which index, from which month, how much of the price follows it."),
        breadcrumbs=trail(price_list.agreement, price_list),
        obj=price_list,
    )


@login_required
def price_list_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    price_list = list_for(request, pk)
    require(rules.may_withdraw(actor_of(request.user), price_list))
    return form_page(
        request,
        WithdrawForm(request.POST or None, user=request.user, initial={"version": price_list.version}),
        save=lambda said: services.withdraw(by=request.user, price_list_id=pk, **said),
        title=_("Withdraw %(title)s") % {"title": price_list.title},
        submit=_("Withdraw the list"),
        cancel=price_list.get_absolute_url(),
        message=_("The list is withdrawn."),
        lead=_("Buyers do not find its prices any more. The list that it had replaced holds again."),
        breadcrumbs=trail(price_list.agreement, price_list),
        obj=price_list,
    )
