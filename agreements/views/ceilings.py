"""The ledger of an agreement: how much is reserved, used and left, and the entries that say so."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet, Sum, prefetch_related_objects
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe
from django_filters import FilterSet

from agreements.ceiling_wording import ceiling_lines, lot_name
from agreements.ceilings import BuyerBalance, buyer_balances
from agreements.filters import Values, identity, one_of
from agreements.forms.ceilings import CorrectForm
from agreements.models import Agreement, CeilingBalance, CeilingEntry
from agreements.rules import ceilings as rules
from agreements.rules.ceilings import View
from agreements.services import ceilings as services
from agreements.states.ceilings import EntryKind
from agreements.views.register import seen
from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.web import formats
from portal.web.columns import Column
from portal.web.form_page import form_page
from portal.web.lists import Facet, facet, list_page

MOST_IN_WORKBOOK = 20_000
KIND_TONES = {
    EntryKind.RESERVED: "info",
    EntryKind.SETTLED: "success",
    EntryKind.RELEASED: "neutral",
    EntryKind.CORRECTED: "warning",
}


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
    agreement = seen(request, pk, "lots")
    actor = actor_of(request.user)
    if agreement.cooperation_id not in actor.office:  # then the buyers and suppliers tell who the reader is to it
        prefetch_related_objects([agreement], "lots__suppliers", "buyers")
    view = rules.view_of(actor, agreement)
    day, wrong_day = _past_day(request)
    own = None if view == View.ALL else actor.organisations
    balances = buyer_balances(agreement, own, day) if view >= View.SUMS else []
    page = {
        "agreement": agreement,
        "breadcrumbs": trail(agreement),
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
        columns=_entry_columns(agreement, correcting=page["office"]),
        template="agreements/ceiling.html",
        title=_("Ceiling of %(agreement)s") % {"agreement": agreement.title},
        own_order=_("Latest first"),
        facets=_facets(agreement, balances),
        count=_counter(agreement, request, own, day),
        fetch=_page_of,
        filename=_("ledger") + f"-{agreement.number or agreement.pk}",
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
    """The entries with what a row shows, and nothing more: there may be a hundred on a page."""
    return entries.select_related("lot", "buyer", "call_off", "by", "batch", "corrected_by").only(
        "day",
        "kind",
        "reserved",
        "used",
        "reason",
        "at",
        "lot__number",
        "lot__position",
        "buyer__name",
        "call_off__called_off_on",
        "by__name",
        "batch__source",
        "corrected_by__corrects",
    )


def _page_of(found: QuerySet, start: int, stop: int) -> list[CeilingEntry]:
    """The rows of a page. Its ids are read first, so that the rows before it are not joined with what a row shows."""
    ids = list(found.values_list("pk", flat=True)[start:stop])
    rows = _whole(CeilingEntry.objects.all()).in_bulk(ids)
    return [rows[pk] for pk in ids]


def _counter(agreement: Agreement, request: HttpRequest, own: Collection[int] | None, day: date | None) -> Any:
    """Counts entries by the balances, which know how many there are, where only lots and buyers are asked for."""
    asked = EntryFilter(request.GET).asked if request.GET.keys() & EntryFilter.base_filters.keys() else {}

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
    """What is told of an entry: on a page with a link that takes it back for those who may."""

    def currency(row: CeilingEntry) -> str:
        return agreement.currency

    columns = [
        Column("day", _("Counts on"), lambda row: row.day, kind="date", sort=("day", "id")),
        Column(
            "kind",
            _("Kind"),
            lambda row: str(EntryKind(row.kind).label),
            kind="tag",
            tone=lambda row: KIND_TONES[EntryKind(row.kind)],
        ),
        Column("buyer", _("Buyer"), lambda row: row.buyer.name, only="file"),
        Column("lot", _("Lot"), _lot_number, only="file"),
        Column("buyer_in_lot", _("Buyer"), _buyer_in_lot, only="page"),
        Column("reserved", _("Reserved"), lambda row: row.reserved, kind="money", currency=currency, sort="reserved"),
        Column("used", _("Used"), lambda row: row.used, kind="money", currency=currency, sort="used"),
        Column("call_off", _("Call-off"), _call_off_number, only="file"),
        Column("reason", _("Reference or reason"), _source, only="file"),
        Column(
            "because",
            _("Call-off or reference"),
            lambda row: _call_off_number(row) or _source(row),
            link=lambda row: row.call_off.get_absolute_url() if row.call_off else None,
            only="page",
        ),
    ]
    columns += [
        Column("by", _("By"), lambda row: row.by.name, only="file"),
        Column("at", _("Written"), lambda row: row.at, kind="datetime", only="file"),
    ]
    if correcting:
        columns.append(
            Column(
                "correct",
                _("Correct"),
                lambda row: _("Take back") if _may_be_taken_back(row) else _("taken back") if _taken_back(row) else "–",
                link=lambda row: reverse("ceiling-correct", args=[row.pk]) if _may_be_taken_back(row) else None,
                only="page",
            )
        )
    return columns


def _lot_number(row: CeilingEntry) -> str:
    return (row.lot.number or str(row.lot.position)) if row.lot else ""


def _buyer_in_lot(row: CeilingEntry) -> str:
    lot = _("Lot %(name)s") % {"name": _lot_number(row)} if row.lot else ""
    return " · ".join(part for part in (row.buyer.name, lot) if part)


def _call_off_number(row: CeilingEntry) -> str:
    return row.call_off.number if row.call_off else ""


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


def trail(agreement: Agreement, *more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Agreements"), reverse("agreement-list")), (agreement.title, agreement.get_absolute_url()), *more]


def below_ledger(agreement: Agreement) -> list[tuple[str, str]]:
    return trail(agreement, (_("Ceiling"), reverse("agreement-ceiling", args=[agreement.pk])))


@login_required
def ceiling_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an entry back by a counter-entry."""
    entries = CeilingEntry.objects.visible_to(request.user).select_related(
        "agreement__cooperation", "agreement__owner", "lot", "buyer", "call_off", "batch", "by", "corrected_by"
    )
    entry = get_object_or_404(entries, pk=pk)
    agreement = entry.agreement
    require(rules.may_correct(actor_of(request.user), entry))
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
        breadcrumbs=below_ledger(agreement),
        template="agreements/ceiling_correct.html",
        context={"entry": entry, "columns": _entry_columns(agreement, correcting=False), "batch": batch},
    )
