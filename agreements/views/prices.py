"""A price list's way: upload, columns, check, comparison, approval, withdrawal. And the lists of an agreement."""

import io
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agreements.forms.imports import ColumnsForm
from agreements.forms.prices import AdjustForm, ApproveForm, ClauseForm, UploadForm, WithdrawForm
from agreements.imports.reading import Unreadable
from agreements.imports.states import Severity
from agreements.imports.template import write_template
from agreements.models import Agreement, IndexValue, PriceIndex, PriceList
from agreements.prices.comparing import Pair, compare
from agreements.prices.indexing import Movement, adjusted, movement
from agreements.prices.reading import ROLE
from agreements.rules import prices as rules
from agreements.services import prices as services
from agreements.states.prices import PRICE_LIST_TONES
from agreements.views.price_search import LIST_COLUMNS, period_of
from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.files.models import StoredFile
from portal.jobs.states import JobStatus
from portal.law.answers import Denied, Reason
from portal.web import formats, history
from portal.web.columns import Column
from portal.web.exports import XLSX_TYPE, csv_response, xlsx_response
from portal.web.form_page import form_page
from portal.web.lists import list_page
from portal.workflow.errors import Refused

SHOWN = 20  # problems on the page; all that are kept are in the CSV
MONTHS = 12


def may_see_file(user: Any, file: StoredFile) -> bool:
    """A supplier's file may say more than its prices: it is for the office, as long as a list points at it."""
    office = actor_of(user).office
    return bool(office) and PriceList.objects.filter(file=file, agreement__cooperation__in=office).exists()


def _list_for(request: HttpRequest, pk: int) -> PriceList:
    """The list, for those whom its prices concern; nobody else learns of it."""
    lists = PriceList.objects.visible_to(request.user).select_related(
        "agreement__cooperation", "supplier", "lot", "index", "file", "job", "replaces__index", "approved_by", "change"
    )
    return get_object_or_404(lists, pk=pk)


def _draft_for(request: HttpRequest, pk: int) -> PriceList:
    price_list = _list_for(request, pk)
    require(rules.may_prepare(actor_of(request.user), price_list))
    return price_list


def _breadcrumbs(agreement: Agreement, price_list: PriceList | None = None) -> list[tuple[str, str]]:
    trail = [
        (agreement.title, agreement.get_absolute_url()),
        (_("Price lists"), reverse("price-list-list", args=[agreement.pk])),
    ]
    return [*trail, (price_list.title, price_list.get_absolute_url())] if price_list else trail


def _agreement_for(request: HttpRequest, pk: int) -> Agreement:
    agreements = Agreement.objects.visible_to(request.user).select_related("cooperation")
    return get_object_or_404(agreements, pk=pk)


@login_required
@require_safe
def price_list_list(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The lists of an agreement that the reader may see, the latest first; those of the past show how prices went."""
    agreement = _agreement_for(request, pk)
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
def price_list_template(request: HttpRequest) -> HttpResponseBase:
    """The empty workbook for a price list, in the reader's language."""
    file = io.BytesIO()
    write_template(file, _("Price list"), ROLE.fields)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=_("price-list") + ".xlsx", content_type=XLSX_TYPE)


@login_required
def price_list_new(request: HttpRequest, pk: int) -> HttpResponse:
    """The form that takes a supplier's file."""
    agreement = _agreement_for(request, pk)
    require(rules.may_keep_prices(actor_of(request.user), agreement))

    def upload(said: dict[str, Any]) -> PriceList:
        try:
            return services.upload(by=request.user, agreement=agreement, **{"lot": None, **said})
        except Unreadable as unreadable:
            raise Refused(Denied((Reason(unreadable.message, field="file"),))) from unreadable

    return form_page(
        request,
        UploadForm(
            request.POST or None,
            request.FILES or None,
            user=request.user,
            agreement=agreement,
            initial={"valid_from": timezone.localdate()},
        ),
        save=upload,
        done=lambda made: reverse("price-list-map", args=[made.pk]),
        title=_("Upload a price list"),
        submit=_("Upload"),
        cancel=reverse("price-list-list", args=[pk]),
        lead=_("Nobody sees the prices before you have looked at what was found and approved it."),
        breadcrumbs=_breadcrumbs(agreement),
        template="agreements/price_upload.html",
    )


@login_required
def price_list_map(request: HttpRequest, pk: int) -> HttpResponse:
    """Which column holds what. Setting it starts the check."""
    price_list = _draft_for(request, pk)
    if not price_list.header:
        return redirect(price_list)
    form = ColumnsForm(request.POST or None, user=request.user, file=price_list, role=ROLE)

    def save(said: dict[str, Any]) -> str:
        services.match_columns(by=request.user, price_list=price_list, columns=form.columns())
        return _checked(request, price_list)

    return form_page(
        request,
        form,
        save=save,
        title=_("Which column holds what?"),
        submit=_("Check the rows"),
        cancel=price_list.get_absolute_url(),
        lead=_("Guessed from the header, or as you set it the last time. What you do not choose is not imported."),
        breadcrumbs=_breadcrumbs(price_list.agreement, price_list),
    )


def _checked(request: HttpRequest, price_list: PriceList) -> str:
    job = services.start_check(by=request.user, price_list=price_list, language=get_language() or "sv")
    return job.get_absolute_url()


@login_required
@require_POST
def price_list_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the file checked anew."""
    price_list = _draft_for(request, pk)
    try:
        return redirect(_checked(request, price_list))
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(price_list)


@login_required
@require_POST
def price_list_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    price_list = _draft_for(request, pk)
    try:
        services.discard(by=request.user, price_list=price_list)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(price_list)
    messages.success(request, _("The draft is thrown away."))
    return redirect("price-list-list", pk=price_list.agreement_id)


@login_required
@require_safe
def price_list(request: HttpRequest, pk: int) -> HttpResponse:
    """A list: what it says of itself, what the check found, and how it differs from the list before it."""
    price_list = _list_for(request, pk)
    actor = actor_of(request.user)
    keeping = bool(rules.may_keep_prices(actor, price_list.agreement))
    if keeping and price_list.is_draft and price_list.job is not None and not price_list.job.is_finished:
        return redirect(price_list.job)
    before = services.predecessor(price_list) if price_list.is_draft else price_list.replaces
    compared = compare(before, price_list) if keeping and price_list.item_count else None
    page = {
        "price_list": price_list,
        "breadcrumbs": _breadcrumbs(price_list.agreement),
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
    return csv_response(PROBLEM_COLUMNS, _draft_for(request, pk).summary.get("problems", []), _("problems"))


@login_required
@require_safe
def price_list_differences(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Every article of a list beside the list before it, as a workbook."""
    price_list = _list_for(request, pk)
    require(rules.may_keep_prices(actor_of(request.user), price_list.agreement))
    before = services.predecessor(price_list) if price_list.is_draft else price_list.replaces
    pairs = compare(before, price_list).pairs
    return xlsx_response(pair_columns(price_list.agreement.currency), pairs, _("differences"), _("Differences"))


@login_required
def price_list_approve(request: HttpRequest, pk: int) -> HttpResponse:
    """The calculation by the index, what exceeds it, and the approval."""
    price_list = _draft_for(request, pk)
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
        breadcrumbs=_breadcrumbs(price_list.agreement, price_list),
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
    price_list = _list_for(request, pk)
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
        breadcrumbs=_breadcrumbs(price_list.agreement, price_list),
        obj=price_list,
    )


def _allowed_now(price_list: PriceList) -> Decimal | None:
    """What the latest index allows, as a proposal."""
    months = _months(price_list) if price_list.index_id else []
    return months[0][1].allowed.normalize() if months else None


@login_required
def price_list_clause(request: HttpRequest, pk: int) -> HttpResponse:
    """What the contract states about the index."""
    price_list = _list_for(request, pk)
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
        breadcrumbs=_breadcrumbs(price_list.agreement, price_list),
        obj=price_list,
    )


@login_required
def price_list_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    price_list = _list_for(request, pk)
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
        breadcrumbs=_breadcrumbs(price_list.agreement, price_list),
        obj=price_list,
    )


PROBLEM_COLUMNS = [
    Column("text", gettext_lazy("What is wrong"), lambda row: row["text"]),
    Column(
        "severity",
        gettext_lazy("Severity"),
        lambda row: Severity(row["severity"]).label,
        kind="tag",
        tone=lambda row: "danger" if row["severity"] == Severity.ERROR else "warning",
    ),
    Column("row", gettext_lazy("Row"), lambda row: row["row"], kind="number"),
    Column("column", gettext_lazy("Column"), lambda row: row["column"]),
]


def pair_columns(currency: str, moved: Movement | None = None) -> list[Column]:
    """The columns that put two lists beside each other; with what the index allows where it is asked."""
    columns = [
        Column("name", _("Article"), lambda pair: pair.name),
        Column("number", _("Article number"), lambda pair: pair.number),
        Column("unit", _("Unit"), lambda pair: pair.unit),
        Column("before", _("Price before"), lambda pair: pair.before, kind="price", currency=lambda pair: currency),
        Column("after", _("New price"), lambda pair: pair.after, kind="price", currency=lambda pair: currency),
        Column("change", _("Change, per cent"), _change, kind="number"),
    ]
    if moved is not None:
        allowed = Column(
            "allowed",
            _("Allowed by the index"),
            lambda pair: adjusted(pair.before, moved.allowed),
            kind="price",
            currency=lambda pair: currency,
        )
        columns.insert(5, allowed)
    return columns


def _change(pair: Pair) -> Decimal | None:
    return None if pair.per_cent is None else pair.per_cent.quantize(Decimal("0.1"), ROUND_HALF_UP)
