"""Invoices: the list, a run before and after it is issued, an invoice, and its undoing."""

import io
import zipfile
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.access import require
from portal.accounts.actor import Actor, Role, actor_of
from portal.files.views import file_response
from portal.governance.filters.invoices import InvoiceFilter
from portal.governance.forms.invoices import RunForm, UndoForm
from portal.governance.invoices.basis import RATES, basis_of
from portal.governance.invoices.lines import columns as line_columns
from portal.governance.invoices.lines import lines_of, own_charges
from portal.governance.invoices.work import readiness
from portal.governance.models import Invoice, InvoiceRun, InvoicingDetails
from portal.governance.querysets.economy import insiders
from portal.governance.rules import invoices as rules
from portal.governance.services import invoices as services
from portal.governance.services.invoices import PLAIN_FIELDS, RunData
from portal.governance.states.invoices import RUN_TONES, RunState
from portal.governance.views.common import own_cooperation
from portal.governance.views.presses import version_of
from portal.organisations.models import Cooperation
from portal.web import exports, formats, history
from portal.web.columns import Column
from portal.web.form_page import form_page
from portal.web.lists import list_page
from portal.workflow.errors import Refused

RECENT_RUNS = 6
NOT_SHOWN = gettext_lazy("Only the office, the steering group and purchasing contacts see invoices.")
NO_STORE = "private, no-store"


def trail(*more: tuple[Any, str]) -> list[tuple[Any, str]]:
    """The way to a page about invoices."""
    return [(_("Invoices"), reverse("invoice-list")), *more]


def reads_invoices(actor: Actor) -> bool:
    """Whether somebody may have invoices to see somewhere."""
    return bool(actor.is_administrator or insiders(actor) or actor.has(Role.CONTACT))


@require_safe
@login_required
def invoice_list(request: HttpRequest) -> HttpResponseBase:
    """The invoices that the reader sees; for the office also what is being prepared."""
    actor = actor_of(request.user)
    if not reads_invoices(actor):
        if actor.cooperations:
            raise PermissionDenied(NOT_SHOWN)
        raise Http404
    found = Invoice.objects.visible_to(request.user).with_undoing()
    office = Cooperation.objects.filter(pk__in=actor.office).order_by("name")
    return list_page(
        request,
        queryset=found.select_related("cooperation", "organisation", "run"),
        filterset_class=InvoiceFilter,
        columns=[
            Column("number", _("Number"), lambda i: i.number, sort="serial", link=Invoice.get_absolute_url),
            Column("member", _("Member"), lambda i: i.buyer_name, sort="buyer_name"),
            Column("issued_on", _("Date"), lambda i: i.issued_on, "date", sort="issued_on"),
            Column("due_on", _("Due on"), lambda i: i.due_on, "date", sort="due_on"),
            Column("net", _("Amount ex VAT"), _signed_net, "money", currency=lambda i: i.cooperation.currency),
            Column("total", _("With VAT"), _signed_total, "money", currency=lambda i: i.cooperation.currency),
            Column("kind", _("Kind"), kind_of, "tag", tone=_tone),
            Column("cooperation", _("Cooperation"), lambda i: i.cooperation.name, only="file"),
        ],
        facets=lambda request, filterset, found: filterset.facets(request, found),
        template="governance/invoices/list.html",
        title=_("Invoices"),
        default_sort="-number",
        filename=_("invoices"),
        noun=lambda n: ngettext("%(n)s invoice", "%(n)s invoices", n) % {"n": formats.number(n)},
        search_label=_("Search by number or member"),
        empty=_("No invoice has been issued yet. The office prepares invoices from fees and divided costs."),
        context={
            "office": office,
            "runs": InvoiceRun.objects.visible_to(request.user)
            .exclude(state=RunState.DROPPED)
            .select_related("cooperation")[:RECENT_RUNS],
            "run_tones": RUN_TONES,
        },
    )


def kind_of(invoice: Invoice) -> str:
    """What an invoice is, in a word."""
    if invoice.is_credit_note:
        return _("credit note")
    return _("undone") if invoice.is_undone else _("invoice")


def _tone(invoice: Invoice) -> str:
    return "info" if invoice.is_credit_note else "neutral" if invoice.is_undone else "success"


def _signed_net(invoice: Invoice) -> Any:
    return -invoice.net if invoice.is_credit_note else invoice.net


def _signed_total(invoice: Invoice) -> Any:
    return -invoice.total if invoice.is_credit_note else invoice.total


def run_of(request: HttpRequest, pk: int) -> InvoiceRun:
    """A run that the reader sees; 404 for all others."""
    seen = InvoiceRun.objects.visible_to(request.user).select_related("cooperation__host")
    return get_object_or_404(seen, pk=pk)


@require_safe
@login_required
def invoice_run(request: HttpRequest, pk: int) -> HttpResponse:
    """A run: what it charges whom, with every sum, and what is missing before it can be issued."""
    run = run_of(request, pk)
    may_change = rules.may_change(actor_of(request.user), run)
    page: dict[str, Any] = {
        "run": run,
        "tone": RUN_TONES[RunState(run.state)],
        "currency": run.cooperation.currency,
        "rate": RATES[run.vat] / 100,
        "breadcrumbs": trail(),
        "may_invoice": bool(rules.may_invoice(actor_of(request.user), run.cooperation_id)),
        "may_change": bool(may_change),
        "wholes": [*run.fees.all(), *run.apportionments.all()],
        "history": history.entries(run) if rules.may_invoice(actor_of(request.user), run.cooperation_id) else None,
    }
    if run.state == RunState.DRAFT:
        basis = basis_of(run)
        page |= {"basis": basis, "own_share": basis.own_share, "ready": readiness(run, basis)}
        page["billing"] = services.payers(bill.organisation for bill in basis.bills)
        page["details"] = InvoicingDetails.objects.filter(cooperation=run.cooperation).first()
    else:
        invoices = list(run.invoices.with_undoing().select_related("organisation", "cooperation").order_by("serial"))
        sign = {True: -1, False: 1}
        page |= {
            "invoices": invoices,
            "net": sum(sign[one.is_credit_note] * one.net for one in invoices),
            "vat": sum(sign[one.is_credit_note] * one.vat for one in invoices),
            "own_share": sum(charge.amount for charge in own_charges(run)),
        }
    return render(request, "governance/invoices/run.html", page)


def _run_data(form: RunForm, said: dict[str, Any]) -> RunData:
    return RunData(
        fees=form.chosen("fee"),
        apportionments=form.chosen("apportionment"),
        **{field: said[field] for field in PLAIN_FIELDS},
    )


@login_required
def invoice_run_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Prepare invoices: what is charged, when they are due, and whether VAT applies."""
    cooperation = own_cooperation(request, pk)
    require(rules.may_invoice(actor_of(request.user), cooperation.pk))
    initial = RunForm.beginning(timezone.localdate()) | {"charged": request.GET.getlist("charged")}
    form = RunForm(request.POST or None, user=request.user, initial=initial, cooperation=cooperation)
    return form_page(
        request,
        form,
        save=lambda said: services.prepare_run(
            by=request.user, cooperation_id=cooperation.pk, data=_run_data(form, said)
        ),
        title=_("Prepare invoices"),
        lead=_("You see every sum before anything is issued."),
        submit=_("See the sums"),
        breadcrumbs=trail(),
        cancel=reverse("invoice-list"),
        template="governance/invoices/run_form.html",
        context={"cooperation": cooperation},
    )


@login_required
def invoice_run_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft."""
    run = run_of(request, pk)
    require(rules.may_change(actor_of(request.user), run))
    initial = {field: getattr(run, field) for field in (*PLAIN_FIELDS, "version")}
    initial["charged"] = [
        *(f"fee-{fee.pk}" for fee in run.fees.all()),
        *(f"apportionment-{row.pk}" for row in run.apportionments.all()),
    ]
    form = RunForm(request.POST or None, user=request.user, initial=initial, cooperation=run.cooperation, run=run)
    return form_page(
        request,
        form,
        save=lambda said: services.change_run(
            by=request.user, run_id=run.pk, version=said["version"] or 0, data=_run_data(form, said)
        ),
        title=_("Change the invoices"),
        submit=_("See the sums"),
        message=_("Saved."),
        obj=run,
        breadcrumbs=trail((_title(run), run.get_absolute_url())),
        cancel=run.get_absolute_url(),
        template="governance/invoices/run_form.html",
        context={"cooperation": run.cooperation},
    )


@require_POST
@login_required
def invoice_run_issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Have all invoices of a draft made, checked and issued."""
    run = run_of(request, pk)
    require(rules.may_invoice(actor_of(request.user), run.cooperation_id))
    try:
        job = services.start_issuing(
            by=request.user, run_id=run.pk, version=version_of(request), language=get_language() or "sv"
        )
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(run)
    return redirect(job)


@require_POST
@login_required
def invoice_run_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up a draft."""
    run = run_of(request, pk)
    require(rules.may_invoice(actor_of(request.user), run.cooperation_id))
    try:
        services.drop_run(by=request.user, run_id=run.pk)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(run)
    messages.success(request, _("The draft is dropped."))
    return redirect("invoice-list")


@require_safe
@login_required
def invoice_run_table(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The basis as a spreadsheet: one line for each member and charge."""
    run = run_of(request, pk)
    return exports.xlsx_response(line_columns(run), lines_of(run), _file_name(run), _("Basis of invoices"))


@require_safe
@login_required
def invoice_run_files(request: HttpRequest, pk: int) -> HttpResponse:
    """All electronic invoices of a run, and the basis as a spreadsheet, in one file."""
    run = run_of(request, pk)
    if run.state != RunState.ISSUED:
        raise Http404
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for invoice in run.invoices.select_related("file").order_by("serial"):
            with invoice.file.file.open("rb") as content:
                archive.writestr(invoice.file.name, content.read())
        table = io.BytesIO()
        exports.write_xlsx(table, line_columns(run), lines_of(run), _("Basis of invoices"))
        archive.writestr(f"{_file_name(run)}.xlsx", table.getvalue())
    response = HttpResponse(packed.getvalue(), content_type="application/zip")
    response["Content-Disposition"] = content_disposition_header(True, f"{_file_name(run)}.zip")
    response["Cache-Control"] = NO_STORE
    return response


def _title(run: InvoiceRun) -> str:
    """The heading of its page, for the way back to it."""
    return _("Invoices %(year)s of %(name)s") % {"year": run.year, "name": run.cooperation}


def _file_name(run: InvoiceRun) -> str:
    return _("invoices") + f"-{run.cooperation.slug}-{run.year}-{run.pk}"


def invoice_of(request: HttpRequest, pk: int) -> Invoice:
    """An invoice that the reader sees; 404 for all others."""
    seen = Invoice.objects.visible_to(request.user).with_undoing()
    related = ("run", "cooperation__host", "organisation", "file", "credits", "credit_note")
    return get_object_or_404(seen.select_related(*related), pk=pk)


@require_safe
@login_required
def invoice(request: HttpRequest, pk: int) -> HttpResponse:
    """One invoice: its lines and sums, its electronic form and what the check said of it."""
    found = invoice_of(request, pk)
    actor = actor_of(request.user)
    is_insider = actor.is_administrator or found.cooperation_id in insiders(actor)
    may_invoice = bool(rules.may_invoice(actor, found.cooperation_id))
    return render(
        request,
        "governance/invoices/invoice.html",
        {
            "invoice": found,
            "lines": found.lines.all(),
            "kind": kind_of(found),
            "tone": _tone(found),
            "currency": found.cooperation.currency,
            "rate": RATES[found.run.vat] / 100,
            "breadcrumbs": trail(*([(_title(found.run), found.run.get_absolute_url())] if is_insider else [])),
            "may_invoice": may_invoice,
            "may_undo": rules.may_undo(actor, found),
            "history": history.entries(found) if may_invoice else None,
        },
    )


@require_safe
@login_required
def invoice_xml(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The electronic invoice."""
    return file_response(invoice_of(request, pk).file)


@login_required
def invoice_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo an invoice by a credit note."""
    found = invoice_of(request, pk)
    require(rules.may_undo(actor_of(request.user), found))
    return form_page(
        request,
        UndoForm(request.POST or None, user=request.user),
        save=lambda said: services.start_undoing(
            by=request.user, invoice_id=found.pk, reason=said["reason"], language=get_language() or "sv"
        ),
        title=_("Undo invoice %(number)s") % {"number": found.number},
        lead=_(
            "A credit note of the same amount is issued under the next number. What the invoice charged can then be"
            " charged again."
        ),
        submit=_("Issue the credit note"),
        breadcrumbs=trail((found.number, found.get_absolute_url())),
        cancel=found.get_absolute_url(),
    )
