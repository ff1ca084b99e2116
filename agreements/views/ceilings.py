"""The ledger of an agreement: how much is reserved, used and left; turnover entered, brought in and taken back."""

import io
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet, Sum
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe
from django_filters import FilterSet

from agreements.ceilings import Books, BuyerBalance, books_of, buyer_balances, ceilings_of_many
from agreements.filters import Values, identity, one_of
from agreements.forecast import Forecast, Outlook, forecasts
from agreements.forms.ceilings import CorrectForm, EnterFileForm, TurnoverFileForm, turnover_form
from agreements.imports import turnover
from agreements.imports.findings import Problem
from agreements.imports.template import write_template
from agreements.models import Agreement, CeilingBalance, CeilingEntry, Lot, TurnoverBatch, TurnoverFile
from agreements.rules import ceilings as rules
from agreements.rules.ceilings import View
from agreements.services import ceilings as services
from agreements.services import turnover_files
from agreements.states.ceilings import LEVEL_LABELS, LEVEL_TONES, EntryKind
from agreements.views.register import allowed, seen
from portal.accounts.actor import Actor, actor_of
from portal.law.frameworks.ceilings import Ceiling
from portal.organisations.models import Organisation
from portal.web import formats
from portal.web.columns import Column
from portal.web.exports import XLSX_TYPE, csv_response
from portal.web.form_page import explain, form_page
from portal.web.lists import Facet, facet, list_page
from portal.workflow.errors import Refused

MOST_IN_WORKBOOK = 20_000
SHOWN_PROBLEMS = 50
SHOWN_ROWS = 10
RECENT_FILES = 5
KIND_TONES = {
    EntryKind.RESERVED: "info",
    EntryKind.SETTLED: "success",
    EntryKind.RELEASED: "neutral",
    EntryKind.CORRECTED: "warning",
}


# How much is left, for the ledger's page and the agreement's own


def ceiling_lines(agreement: Agreement, view: View, day: date | None = None) -> list[dict[str, Any]]:
    """The ceilings that a reader sees, the whole agreement's first, each with its level, its bar and its forecast.

    A lot without a maximum of its own is told only when something is taken of it. Reads the lots that
    ``facts.with_children`` fetched.
    """
    ceilings = ceilings_of_many([agreement], day=day)[agreement.pk]
    ahead = forecasts(agreement, ceilings, day or timezone.localdate())
    lots = [lot for lot in agreement.lots.all() if ceilings[lot.pk].maximum is not None or ceilings[lot.pk].taken]
    shown: list[tuple[Lot | None, str]] = [(None, _("The whole agreement"))]
    if view > View.LEFT:
        shown += [(lot, lot_name(lot)) for lot in lots]
    return [
        {
            "key": lot.pk if lot else None,
            "name": name,
            "ceiling": ceiling,
            "level": (LEVEL_LABELS[ceiling.level], LEVEL_TONES[ceiling.level]),
            "bar": _bar(ceiling),
            "forecast": ahead[lot.pk if lot else None],
            "outlook": outlook_words(ahead[lot.pk if lot else None], agreement.last_day),
        }
        for lot, name in shown
        for ceiling in [ceilings[lot.pk if lot else None]]
    ]


def _bar(ceiling: Ceiling) -> dict[str, str] | None:
    """How long the parts of the bar are, in per cent of its whole length."""
    if not ceiling.maximum:
        return None
    used = min(ceiling.used / ceiling.maximum, Decimal(1)) * 100
    taken = min(ceiling.taken / ceiling.maximum, Decimal(1)) * 100
    return {"used": f"{used:.2f}", "reserved": f"{taken - used:.2f}"}


def lot_name(lot: Lot) -> str:
    return " ".join(part for part in (_("Lot"), lot.number or str(lot.position), lot.title) if part)


def outlook_words(forecast: Forecast, last_day: date | None) -> str:
    """A forecast in a sentence."""
    match forecast.outlook:
        case Outlook.NO_MAXIMUM:
            return _("No maximum is known, so nothing can be said of when it is reached.")
        case Outlook.EXHAUSTED:
            return _("Nothing is left: no further call-off can be made.")
        case Outlook.TOO_LITTLE_KNOWN:
            return _("Too little is known to say when it runs out: at least three full months are needed.")
        case Outlook.NOTHING_TAKEN:
            return _("Nothing was taken in the last months, so it cannot be said when it runs out.")
    days = {"expected": forecast.expected, "earliest": forecast.earliest, "latest": forecast.latest}
    said = {name: formats.date(day) for name, day in days.items() if day is not None}
    if forecast.earliest is None or (last_day is not None and forecast.earliest > last_day):
        return _("At this pace it lasts for as long as the agreement runs.")
    if forecast.expected is None or (last_day is not None and forecast.expected > last_day):
        return (
            _("At this pace it lasts for as long as the agreement runs; at the fastest it runs out %(earliest)s.")
            % said
        )
    if forecast.latest is None:
        return (
            _("At this pace it runs out about %(expected)s, at the earliest %(earliest)s; it may last much longer.")
            % said
        )
    return _("At this pace it runs out about %(expected)s, between %(earliest)s and %(latest)s.") % said


# The ledger


class EntryFilter(FilterSet):
    """Lot, buyer, kind and year, straight from the address."""

    lot = Values(gettext_lazy("Lot"), identity, "equal")
    buyer = Values(gettext_lazy("Buyer"), identity, "equal")
    kind = Values(gettext_lazy("Kind"), one_of(*EntryKind), "equal")
    year = Values(gettext_lazy("Year"), identity, "in_years")

    class Meta:
        model = CeilingEntry
        fields: list[str] = []

    def equal(self, found: QuerySet, name: str, value: list[Any]) -> QuerySet:
        return found.filter(**{f"{name}__in": value})

    def in_years(self, found: QuerySet, name: str, value: list[int]) -> QuerySet:
        return found.filter(day__year__in=value)

    @property
    def asked(self) -> dict[str, list[Any]]:
        """What is asked for, without the parameters that ask for nothing."""
        self.form.is_valid()
        return {name: values for name, values in self.form.cleaned_data.items() if values}


@require_safe
def agreement_ceiling(request: HttpRequest, pk: int) -> HttpResponseBase:
    """How much is reserved, used and left, now or at the end of a past day, and the entries that say so."""
    agreement = seen(request, pk)
    actor = actor_of(request.user)
    view = rules.view_of(actor, agreement)
    day, wrong_day = _past_day(request)
    own = None if view == View.ALL else actor.organisations
    balances = buyer_balances(agreement, own, day) if view >= View.SUMS else []
    page = {
        "agreement": agreement,
        "breadcrumbs": _breadcrumbs(agreement),
        "view": view,
        "sums": view >= View.SUMS,
        "all": view == View.ALL,
        "day": day,
        "wrong_day": wrong_day,
        "today": timezone.localdate(),
        "lines": ceiling_lines(agreement, view, day),
        "balances": balances,
        "balance_columns": _balance_columns(agreement),
        "may_enter": rules.may_enter_turnover(actor, agreement),
        "office": agreement.cooperation_id in actor.office,
    }
    if not page["sums"] or (own is not None and not own):
        return render(request, "agreements/ceiling_left.html", page)
    everything = CeilingEntry.objects.filter(agreement=agreement).visible_to(request.user)
    return list_page(
        request,
        queryset=_whole(everything if day is None else everything.filter(day__lte=day)),
        filterset_class=EntryFilter,
        columns=_entry_columns(agreement, correcting=page["office"] and "export" not in request.GET),
        template="agreements/ceiling.html",
        title=_("Ceiling of %(agreement)s") % {"agreement": agreement.title},
        own_order=_("Latest first"),
        facets=_facets(agreement, balances),
        count=_counter(agreement, request, own, day),
        filename=f"{_('ledger')}-{agreement.number or agreement.pk}",
        noun=lambda n: ngettext("%(n)s entry", "%(n)s entries", n) % {"n": formats.number(n)},
        search_param=None,
        empty=_("Nothing has been called off or bought yet. Call-offs and turnover come here by themselves."),
        export=_not_too_large,
        context=page,
    )


def _past_day(request: HttpRequest) -> tuple[date | None, str]:
    """The day that the page is asked for, None for now, and what is wrong with it."""
    text = request.GET.get("day", "").strip()
    if not text:
        return None, ""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None, _("“%(text)s” is not a date. Write it as 2026-11-20.") % {"text": text[:20]}
    today = timezone.localdate()
    if day > today:
        return None, _("The ledger tells what has been, up to today.")
    return (None if day == today else day), ""


def _whole(entries: QuerySet) -> QuerySet:
    """The entries with all that a row shows."""
    return entries.select_related("lot", "buyer", "call_off", "by", "batch", "corrected_by").defer(
        "buyer__note", "call_off__passing_over", "call_off__choice", "call_off__cancelled_because"
    )


def _counter(agreement: Agreement, request: HttpRequest, own: Collection[int] | None, day: date | None) -> Any:
    """Counts entries by the balances, which know how many there are, where only lots and buyers are asked for."""
    asked = EntryFilter(request.GET).asked

    def count(found: QuerySet) -> int:
        if day is not None or asked.keys() - {"lot", "buyer"}:
            return found.count()
        balances = CeilingBalance.objects.filter(agreement=agreement, is_whole=False, buyer__isnull=False)
        if own is not None:
            balances = balances.filter(buyer__in=own)
        balances = balances.filter(**{f"{name}__in": values for name, values in asked.items()})
        return balances.aggregate(entries=Sum("entries"))["entries"] or 0

    return count


def _facets(agreement: Agreement, balances: Sequence[BuyerBalance]) -> Any:
    """What the entries can be narrowed by. How many each would give is not counted: that costs more than the page."""

    def groups(request: HttpRequest, filterset: FilterSet | None, found: QuerySet) -> list[Facet]:
        lots, buyers = agreement.lots.all(), {one.buyer_id: one.buyer for one in balances}
        today = timezone.localdate()
        years = range(today.year, (agreement.starts_on or today).year - 1, -1)
        return [
            facet(request, "lot", _("Lot"), [(lot.pk, lot_name(lot), None) for lot in lots if len(lots) > 1]),
            facet(request, "buyer", _("Buyer"), [(pk, name, None) for pk, name in buyers.items() if len(buyers) > 1]),
            facet(request, "kind", _("Kind"), [(value, label, None) for value, label in EntryKind.choices]),
            facet(request, "year", _("Year"), [(year, str(year), None) for year in years]),
        ]

    return groups


def _not_too_large(
    request: HttpRequest, format_: str, found: QuerySet, columns: Sequence[Column]
) -> HttpResponseBase | None:
    """A workbook is made while the reader waits, so a very long one is refused; CSV streams."""
    if format_ == "csv" or not found[MOST_IN_WORKBOOK : MOST_IN_WORKBOOK + 1].exists():
        return None
    messages.warning(
        request,
        _("That is more than %(most)s rows. Narrow the list, or take it as CSV.")
        % {"most": formats.number(MOST_IN_WORKBOOK)},
    )
    query = request.GET.copy()
    query.pop("export")
    return redirect(f"{request.path}?{query.urlencode()}")


def _entry_columns(agreement: Agreement, correcting: bool) -> list[Column]:
    def currency(row: CeilingEntry) -> str:
        return agreement.currency

    columns = [
        Column("day", _("Counts on"), lambda row: row.day, kind="date", sort=("day", "id")),
        Column(
            "kind",
            _("Kind"),
            lambda row: row.get_kind_display(),
            kind="tag",
            tone=lambda row: KIND_TONES[EntryKind(row.kind)],
        ),
        Column("buyer", _("Buyer"), lambda row: row.buyer.name),
        Column("lot", _("Lot"), lambda row: (row.lot.number or str(row.lot.position)) if row.lot else ""),
        Column("reserved", _("Reserved"), lambda row: row.reserved, kind="money", currency=currency, sort="reserved"),
        Column("used", _("Used"), lambda row: row.used, kind="money", currency=currency, sort="used"),
        Column(
            "call_off",
            _("Call-off"),
            lambda row: row.call_off.number if row.call_off else "",
            link=lambda row: row.call_off.get_absolute_url() if row.call_off else None,
        ),
        Column("reason", _("Reference or reason"), _source),
        Column("by", _("By"), lambda row: row.by.name),
        Column("at", _("Written"), lambda row: row.at, kind="datetime"),
    ]
    if correcting:
        columns.append(
            Column(
                "correct",
                _("Correct"),
                lambda row: _("Take back") if _may_be_taken_back(row) else _("taken back") if _taken_back(row) else "–",
                link=lambda row: reverse("ceiling-correct", args=[row.pk]) if _may_be_taken_back(row) else None,
            )
        )
    return columns


def _source(row: CeilingEntry) -> str:
    source = row.batch.source if row.batch else ""
    return " · ".join(part for part in (row.reason, source) if part)


def _taken_back(row: CeilingEntry) -> bool:
    return hasattr(row, "corrected_by")


def _may_be_taken_back(row: CeilingEntry) -> bool:
    return row.kind == EntryKind.SETTLED and not _taken_back(row)


def _balance_columns(agreement: Agreement) -> list[Column]:
    lots = {lot.pk: lot_name(lot) for lot in agreement.lots.all()}

    def currency(row: BuyerBalance) -> str:
        return agreement.currency

    return [
        Column("buyer", _("Buyer"), lambda row: row.buyer),
        Column("lot", _("Lot"), lambda row: lots.get(row.lot_id, "")),
        Column("reserved", _("Reserved"), lambda row: row.reserved, kind="money", currency=currency),
        Column("used", _("Used"), lambda row: row.used, kind="money", currency=currency),
    ]


def _breadcrumbs(agreement: Agreement, *more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Agreements"), reverse("agreement-list")), (agreement.title, agreement.get_absolute_url()), *more]


def _below_ledger(agreement: Agreement) -> list[tuple[str, str]]:
    return _breadcrumbs(agreement, (_("Ceiling"), reverse("agreement-ceiling", args=[agreement.pk])))


# Turnover typed in


@login_required
def turnover_new(request: HttpRequest, pk: int) -> HttpResponse:
    agreement = seen(request, pk)
    allowed(rules.may_enter_turnover(actor_of(request.user), agreement))
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
        breadcrumbs=_below_ledger(agreement),
        template="agreements/ceiling_turnover.html",
        context={"agreement": agreement},
    )


@login_required
def ceiling_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an entry back by a counter-entry."""
    entries = CeilingEntry.objects.visible_to(request.user).select_related(
        "agreement__cooperation", "agreement__owner", "lot", "buyer", "call_off", "batch", "by", "corrected_by"
    )
    entry = get_object_or_404(entries, pk=pk)
    agreement = entry.agreement
    allowed(rules.may_correct(actor_of(request.user), entry))
    page = reverse("agreement-ceiling", args=[agreement.pk])
    batch = entry.batch if entry.batch and entry.batch.entries.count() > 1 else None
    return form_page(
        request,
        CorrectForm(request.POST or None, user=request.user),
        save=lambda said: services.correct(by=request.user, entry_id=pk, reason=said["reason"]),
        title=_("Take turnover back"),
        submit=_("Take back"),
        cancel=page,
        done=page,
        message=_("The entry is taken back. Both stay in the ledger."),
        lead=_("A counter-entry with the opposite amounts is written. Enter what is right afterwards."),
        breadcrumbs=_below_ledger(agreement),
        template="agreements/ceiling_correct.html",
        context={"entry": entry, "columns": _entry_columns(agreement, correcting=False), "batch": batch},
    )


@login_required
def turnover_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Take all of a batch back that has not been taken back yet."""
    actor = actor_of(request.user)
    batches = TurnoverBatch.objects.select_related("agreement__cooperation", "agreement__owner")
    batch = get_object_or_404(
        batches if actor.is_administrator else batches.filter(agreement__cooperation__in=actor.office), pk=pk
    )
    allowed(rules.may_enter_turnover(actor, batch.agreement))
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
        breadcrumbs=_below_ledger(batch.agreement),
    )


# Turnover from a file


@login_required
def turnover_import(request: HttpRequest, pk: int) -> HttpResponse:
    """The form that takes a file, and the files that were handed in lately."""
    agreement = seen(request, pk)
    allowed(rules.may_enter_turnover(actor_of(request.user), agreement))

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
        breadcrumbs=_below_ledger(agreement),
        template="agreements/ceiling_import.html",
        context={
            "agreement": agreement,
            "fields": turnover.FIELDS,
            "files": agreement.turnover_files.select_related("file", "batch", "created_by")[:RECENT_FILES],
        },
    )


@login_required
@require_safe
def turnover_template(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A workbook to fill in, with a row for every buyer in every lot."""
    agreement = seen(request, pk)
    allowed(rules.may_enter_turnover(actor_of(request.user), agreement))
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
        allowed(rules.may_enter_turnover(actor, handed_in.agreement))
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
        "breadcrumbs": _below_ledger(handed_in.agreement),
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
    allowed(rules.may_enter_turnover(actor_of(request.user), handed_in.agreement))
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
        Column("column", _("Column"), lambda problem: problem.column or _("the whole file")),
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
