"""Turnover: typed in, brought in from a file that is looked at first, and taken back as a whole."""

import io
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from agreements.ceiling_wording import lot_name
from agreements.ceilings import Books, books_of
from agreements.forms.ceilings import CorrectForm, EnterFileForm, TurnoverFileForm, turnover_form
from agreements.imports import turnover
from agreements.models import TurnoverBatch, TurnoverFile
from agreements.rules import ceilings as rules
from agreements.services import ceilings as services
from agreements.services import turnover_files
from agreements.states.ceilings import EntryKind
from agreements.views.ceilings import below_ledger
from agreements.views.register import seen
from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.files.models import StoredFile
from portal.files.sheets.findings import Problem
from portal.files.sheets.template import write_template
from portal.organisations.models import Organisation
from portal.web import formats
from portal.web.columns import Column
from portal.web.exports import XLSX_TYPE, csv_response
from portal.web.form_page import explain, form_page
from portal.workflow.errors import Refused

SHOWN_PROBLEMS = 50
SHOWN_ROWS = 10
RECENT_FILES = 5


def may_see_file(user: Any, file: StoredFile) -> bool:
    """Whether the file holds turnover that the user may look at: where a figure came from can be traced."""
    return TurnoverFile.objects.visible_to(user).filter(file=file).exists()


@login_required
def turnover_new(request: HttpRequest, pk: int) -> HttpResponse:
    agreement = seen(request, pk)
    require(rules.may_enter_turnover(actor_of(request.user), agreement))
    form = turnover_form(books_of(agreement))(request.POST or None, user=request.user)
    page = reverse("agreement-ceiling", args=[pk])
    return form_page(
        request,
        form,
        save=lambda said: services.enter_turnover(by=request.user, agreement_id=pk, data=form.turnover()),
        title=_("Enter turnover"),
        submit=_("Enter"),
        cancel=page,
        done=page,
        message=_("The turnover is entered."),
        lead=_("What the buyers have bought in a period, excluding VAT. It counts against the maximum at once."),
        breadcrumbs=below_ledger(agreement),
        template="agreements/ceiling_turnover.html",
        context={"agreement": agreement},
    )


@login_required
def turnover_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Take all of a batch back that has not been taken back yet."""
    actor = actor_of(request.user)
    batches = TurnoverBatch.objects.select_related("agreement__cooperation", "agreement__owner")
    batch = get_object_or_404(
        batches if actor.is_administrator else batches.filter(agreement__cooperation__in=actor.office), pk=pk
    )
    require(rules.may_enter_turnover(actor, batch.agreement))
    standing = batch.entries.filter(kind=EntryKind.SETTLED, corrected_by=None)
    page = reverse("agreement-ceiling", args=[batch.agreement_id])
    return form_page(
        request,
        CorrectForm(request.POST or None, user=request.user),
        save=lambda said: services.correct_batch(by=request.user, batch_id=pk, reason=said["reason"]),
        title=_("Take all of “%(source)s” back") % {"source": batch.source},
        submit=_("Take all back"),
        cancel=page,
        done=page,
        message=_("All of it is taken back, and stays in the ledger. The same file can be handed in again."),
        lead=ngettext("%(n)s entry is taken back.", "%(n)s entries are taken back.", standing.count())
        % {"n": formats.number(standing.count())},
        breadcrumbs=below_ledger(batch.agreement),
    )


@login_required
def turnover_import(request: HttpRequest, pk: int) -> HttpResponse:
    """The form that takes a file, and the files that were handed in lately."""
    agreement = seen(request, pk)
    require(rules.may_enter_turnover(actor_of(request.user), agreement))

    def hand_in(said: dict[str, Any]) -> TurnoverFile:
        upload = said["file"]
        return turnover_files.hand_in(
            by=request.user, agreement=agreement, name=upload.name or "", content=upload.read()
        )

    return form_page(
        request,
        TurnoverFileForm(request.POST or None, request.FILES or None, user=request.user),
        save=hand_in,
        title=_("Import turnover"),
        submit=_("Check the file"),
        cancel=reverse("agreement-ceiling", args=[pk]),
        lead=_("From an Excel workbook or a CSV file. Nothing is entered before you have seen what the file holds."),
        breadcrumbs=below_ledger(agreement),
        template="agreements/ceiling_import.html",
        context={
            "agreement": agreement,
            "columns": turnover.FIELDS,
            "files": agreement.turnover_files.select_related("file", "batch", "created_by")[:RECENT_FILES],
        },
    )


@login_required
@require_safe
def turnover_template(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A workbook to fill in, with a row for every buyer in every lot."""
    agreement = seen(request, pk)
    require(rules.may_enter_turnover(actor_of(request.user), agreement))
    buyers = Organisation.objects.filter(pk__in=books_of(agreement).buyers)
    rows = [
        [lot.number or str(lot.position), buyer.registration_number or buyer.name]
        for lot in agreement.lots.all()
        for buyer in buyers
    ]
    file = io.BytesIO()
    write_template(file, _("Turnover"), turnover.FIELDS, rows)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=_("turnover") + ".xlsx", content_type=XLSX_TYPE)


def _file_for(request: HttpRequest, pk: int) -> TurnoverFile:
    files = TurnoverFile.objects.visible_to(request.user).select_related("agreement__cooperation", "file", "batch")
    return get_object_or_404(files, pk=pk)


@login_required
def turnover_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What a file holds, with its errors or the button that enters it. POST enters it."""
    handed_in = _file_for(request, pk)
    actor = actor_of(request.user)
    ledger = reverse("agreement-ceiling", args=[handed_in.agreement_id])
    if handed_in.batch_id is not None:
        return redirect(ledger)
    found = turnover_files.checked(handed_in)
    if request.GET.get("export") == "csv":
        return csv_response(_problem_columns(), found.findings.problems, _("problems"))
    form = EnterFileForm(request.POST or None, user=request.user, initial={"digest": found.digest})
    if request.method == "POST":
        require(rules.may_enter_turnover(actor, handed_in.agreement))
        if form.is_valid():
            try:
                turnover_files.enter(by=request.user, file_id=pk, digest=form.cleaned_data["digest"])
            except Refused as refused:
                explain(form, refused)
                form.data = {"digest": found.digest}
            else:
                messages.success(request, _("The turnover is entered."))
                return redirect(ledger)
    page = {
        "handed_in": handed_in,
        "agreement": handed_in.agreement,
        "breadcrumbs": below_ledger(handed_in.agreement),
        "form": form,
        "found": found,
        "lot_sums": [(lot_name(found.books.lots[pk]) if pk else "", total) for pk, total in found.sums("lot_id")],
        "buyer_sums": [(found.books.buyers[pk], total) for pk, total in found.sums("buyer_id")],
        "problems": found.findings.problems[:SHOWN_PROBLEMS],
        "problem_columns": _problem_columns(),
        "row_columns": _row_columns(found.books),
        "rows": found.rows[:SHOWN_ROWS],
        "may_enter": rules.may_enter_turnover(actor, handed_in.agreement),
    }
    return render(request, "agreements/ceiling_file.html", page)


@login_required
@require_POST
def turnover_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw away a file that has not been entered."""
    handed_in = _file_for(request, pk)
    require(rules.may_enter_turnover(actor_of(request.user), handed_in.agreement))
    try:
        turnover_files.discard(by=request.user, file_id=pk)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("agreement-ceiling", handed_in.agreement_id)
    messages.success(request, _("The file is thrown away. Nothing of it was entered."))
    return redirect("turnover-import", handed_in.agreement_id)


def _problem_columns() -> list[Column]:
    def place(problem: Problem) -> int | None:
        return problem.row

    return [
        Column("text", _("What is wrong"), lambda problem: problem.text),
        Column("row", _("Row"), place, kind="number"),
        Column(
            "column",
            _("Column"),
            lambda problem: (
                problem.column or (_("the whole file") if problem.row is None else _("a column that the file lacks"))
            ),
        ),
    ]


def _row_columns(books: Books) -> list[Column]:
    names: Mapping[int | None, str] = {pk: lot.number or str(lot.position) for pk, lot in books.lots.items()}

    def currency(row: Any) -> str:
        return books.agreement.currency

    return [
        Column("buyer", _("Buyer"), lambda row: books.buyers[row.buyer_id]),
        Column("lot", _("Lot"), lambda row: names.get(row.lot_id, "")),
        Column(
            "call_off",
            _("Call-off"),
            lambda row: books.call_offs[row.call_off_id].number if row.call_off_id else _("none"),
        ),
        Column("amount", _("Amount"), lambda row: row.amount, kind="money", currency=currency),
        Column("day", _("Counts on"), lambda row: row.day, kind="date"),
        Column("reference", _("Reference"), lambda row: row.reference),
    ]
