"""Outcome of a budget: typed, brought in from a file that is looked at first, taken back."""

import io
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.files.sheets.findings import Problem
from portal.files.sheets.template import write_template
from portal.governance.economy import outcome_files
from portal.governance.economy.outcome import budget_against_outcome
from portal.governance.forms import economy as forms
from portal.governance.models import OutcomeEntry, OutcomeFile
from portal.governance.rules import economy as rules
from portal.governance.services import outcome as outcome_services
from portal.governance.views.economy import asked_year, crumbs, kept_economy, read_economy, row_of
from portal.organisations.models import Cooperation
from portal.web.columns import Column
from portal.web.exports import XLSX_TYPE, csv_response
from portal.web.form_page import explain, form_page
from portal.web.formats import number
from portal.web.lists import list_page
from portal.workflow.errors import Refused

SHOWN = 50


@require_safe
@login_required
def outcome_list(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Every entry of a cooperation's outcome, narrowed by year and line."""
    found = read_economy(request, pk)
    year, code = asked_year(request), request.GET.get("code", "")[:20]
    rows = OutcomeEntry.objects.filter(cooperation=found, year=year).select_related("by", "file__file", "corrects")
    may_keep = bool(rules.may_keep(actor_of(request.user), found.pk))

    def currency(_row: OutcomeEntry) -> str:
        return found.currency

    columns = [
        Column("day", _("Day"), lambda row: row.day, kind="date", sort="day"),
        Column("code", _("Number"), lambda row: row.code, sort="code"),
        Column("text", _("Text"), lambda row: row.text),
        Column(
            "amount",
            _("Amount"),
            lambda row: row.amount,
            kind="money",
            sort="amount",
            currency=lambda _r: found.currency,
        ),
        Column("counter", _("Counter-entry"), lambda row: _("takes an entry back") if row.corrects_id else _("no")),
        Column("by", _("Entered by"), lambda row: str(row.by)),
    ]
    if may_keep:
        columns.append(
            Column(
                "take_back",
                _("Change"),
                lambda row: "" if row.corrects_id else _("Take back"),
                link=lambda row: None if row.corrects_id else reverse("outcome-take-back", args=[row.pk]),
                only="page",
            )
        )
    return list_page(
        request,
        queryset=rows.filter(code=code) if code else rows,
        columns=columns,
        template="governance/economy/outcome.html",
        title=_("Outcome %(year)s") % {"year": year},
        default_sort="-day",
        filename=_("outcome-%(year)s") % {"year": year},
        noun=lambda n: ngettext("%(n)s entry", "%(n)s entries", n) % {"n": number(n)},
        search_param=None,
        empty=_("No outcome has been entered yet. Enter it by hand, or import the host's ledger."),
        context={
            "cooperation": found,
            "year": year,
            "code": code,
            "breadcrumbs": crumbs(found),
            "may_keep": may_keep,
            "files": OutcomeFile.objects.filter(cooperation=found, year=year).select_related("file", "created_by")[:5],
        },
    )


@login_required
def outcome_enter(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter what a line cost or brought."""
    found = kept_economy(request, pk)
    year = asked_year(request)
    against = budget_against_outcome(found, year)
    form = forms.OutcomeForm(
        request.POST or None,
        user=request.user,
        budget=against.budget,
        initial={"day": timezone.localdate(), "code": request.GET.get("code", "")},
    )
    back = f"{reverse('outcome-list', args=[pk])}?year={year}"
    return form_page(
        request,
        form,
        save=lambda _data: outcome_services.enter_outcome(by=request.user, cooperation_id=pk, data=form.entry()),
        title=_("Enter outcome"),
        lead=_("An entry is never changed. One that is wrong is taken back by a counter-entry.")
        if against.budget
        else _("There is no adopted budget for %(year)s yet: outcome is entered on its lines.") % {"year": year},
        submit=_("Enter"),
        message=_("The outcome is entered."),
        breadcrumbs=crumbs(found, (_("Outcome %(year)s") % {"year": year}, back)),
        cancel=back,
        done=back,
    )


@login_required
def outcome_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an entry back by a counter-entry."""
    entry = row_of(request, OutcomeEntry, pk)
    require(rules.may_keep(actor_of(request.user), entry.cooperation_id))
    back = f"{reverse('outcome-list', args=[entry.cooperation_id])}?year={entry.year}"
    return form_page(
        request,
        forms.ReasonForm(request.POST or None, user=request.user),
        save=lambda data: outcome_services.take_back_outcome(by=request.user, entry_id=pk, reason=data["reason"]),
        title=_("Take back “%(text)s”") % {"text": entry.text},
        lead=_("A counter-entry of the opposite amount is written; both stay in the list."),
        submit=_("Take it back"),
        message=_("The entry is taken back."),
        breadcrumbs=crumbs(entry.cooperation, (_("Outcome %(year)s") % {"year": entry.year}, back)),
        cancel=back,
        done=back,
    )


@login_required
def outcome_import(request: HttpRequest, pk: int) -> HttpResponse:
    """The form that takes a file with outcome of a year."""
    found = kept_economy(request, pk)
    year = asked_year(request)
    back = f"{reverse('outcome-list', args=[pk])}?year={year}"

    def hand_in(said: dict[str, Any]) -> OutcomeFile:
        upload = said["file"]
        return outcome_services.hand_in(
            by=request.user, cooperation_id=pk, year=year, name=upload.name or "", content=upload.read()
        )

    return form_page(
        request,
        forms.OutcomeFileForm(request.POST or None, request.FILES or None, user=request.user),
        save=hand_in,
        title=_("Import the outcome of %(year)s") % {"year": year},
        lead=_("From an Excel workbook or a CSV file. Nothing is entered before you have seen what the file holds."),
        submit=_("Check the file"),
        breadcrumbs=crumbs(found, (_("Outcome %(year)s") % {"year": year}, back)),
        cancel=back,
        template="governance/economy/outcome_import.html",
        context={"cooperation": found, "year": year, "columns": outcome_files.FIELDS},
    )


@require_safe
@login_required
def outcome_template(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A workbook to fill in, with a row for every line of the budget."""
    found = kept_economy(request, pk)
    lines = budget_against_outcome(found, asked_year(request)).lines
    file = io.BytesIO()
    write_template(
        file,
        pgettext("economy", "Outcome"),
        outcome_files.FIELDS,
        [[one.line.code, "", "", one.line.title] for one in lines],
    )
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=_("outcome") + ".xlsx", content_type=XLSX_TYPE)


def _handed_in(request: HttpRequest, pk: int) -> OutcomeFile:
    files = OutcomeFile.objects.visible_to(request.user).select_related("cooperation", "file")
    found = get_object_or_404(files, pk=pk)
    require(rules.may_keep(actor_of(request.user), found.cooperation_id))
    return found


@login_required
def outcome_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What a file holds, with its errors or the button that enters it. POST enters it."""
    handed_in = _handed_in(request, pk)
    back = f"{reverse('outcome-list', args=[handed_in.cooperation_id])}?year={handed_in.year}"
    if handed_in.entered_at is not None:
        return redirect(back)
    found = outcome_services.checked(handed_in)
    if request.GET.get("export") == "csv":
        return csv_response(_problem_columns(), found.findings.problems, _("problems"))
    form = forms.EnterFileForm(request.POST or None, user=request.user, initial={"digest": found.digest})
    if request.method == "POST" and form.is_valid():
        try:
            entered = outcome_services.enter_file(by=request.user, file_id=pk, digest=form.cleaned_data["digest"])
        except Refused as refused:
            explain(form, refused)
            form.data = {"digest": found.digest}
        else:
            told = ngettext("%(n)s entry is written.", "%(n)s entries are written.", entered) % {"n": number(entered)}
            messages.success(request, told)
            return redirect(back)
    page = {
        "handed_in": handed_in,
        "cooperation": handed_in.cooperation,
        "breadcrumbs": crumbs(handed_in.cooperation, (_("Outcome %(year)s") % {"year": handed_in.year}, back)),
        "form": form,
        "found": found,
        "problems": found.findings.problems[:SHOWN],
        "problem_columns": _problem_columns(),
        "rows": found.rows[:SHOWN],
        "row_columns": _row_columns(handed_in.cooperation),
    }
    return render(request, "governance/economy/outcome_file.html", page)


@require_POST
@login_required
def outcome_file_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw away a file that has not been entered."""
    handed_in = _handed_in(request, pk)
    back = f"{reverse('outcome-list', args=[handed_in.cooperation_id])}?year={handed_in.year}"
    try:
        outcome_services.discard_file(by=request.user, file_id=pk)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The file is thrown away. Nothing of it was entered."))
    return redirect(back)


def _problem_columns() -> list[Column]:
    def column(problem: Problem) -> str:
        return problem.column or _("the whole file")

    return [
        Column("text", _("What is wrong"), lambda problem: problem.text),
        Column("row", _("Row"), lambda problem: problem.row, kind="number"),
        Column("column", _("Column"), column),
    ]


def _row_columns(cooperation: Cooperation) -> list[Column]:
    return [
        Column("code", _("Number"), lambda row: row.code),
        Column("day", _("Day"), lambda row: row.day, kind="date"),
        Column("text", _("Text"), lambda row: row.text),
        Column("amount", _("Amount"), lambda row: row.amount, kind="money", currency=lambda _row: cooperation.currency),
    ]
