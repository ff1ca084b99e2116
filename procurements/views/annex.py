"""The buyer annex as PDF, and as a workbook or CSV."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.jobs import papers
from portal.law.secrecy import Part
from portal.web.columns import Column
from portal.web.exports import csv_response, xlsx_response
from portal.web.formats import plain
from procurements.circles import circle_of
from procurements.models import Participation, Procurement
from procurements.papers import buyer_annex as annex
from procurements.participation.wording import mandate_told
from procurements.views.inside import crumbs, inside
from procurements.views.participation import address_of


def _side(request: HttpRequest, procurement: Procurement) -> bool:
    """Whether the reader gets the office's own annex; 404 for those who get none before the notice."""
    circle = circle_of(request.user, procurement)
    if circle.sees(Part.ANSWERS):
        return True
    if procurement.was_announced and circle.sees(Part.JOINED):
        return False
    raise Http404


def _name(procurement: Procurement) -> str:
    return _("buyer-annex") + f"-{plain(procurement.title) or procurement.pk}"


@require_safe
def buyer_annex(request: HttpRequest, pk: int) -> HttpResponse:
    """The annex as a PDF, made by a worker."""
    procurement = inside(request, pk)
    paper = annex.paper(procurement, get_language() or "sv", inside=_side(request, procurement))
    waiting = papers.Waiting(
        title=_("Buyer annex"),
        lead=procurement.title,
        making=_("Making the annex"),
        download=_("Download the annex"),
        back=_("Back to who takes part"),
        breadcrumbs=crumbs(procurement, (_("Who takes part"), address_of(procurement))),
    )
    return papers.hand_out(request, paper, name=_name(procurement), waiting=waiting)


@require_safe
def buyer_annex_sheet(request: HttpRequest, pk: int, format_: str) -> HttpResponseBase:
    """The annex as a workbook or CSV."""
    procurement = inside(request, pk)
    if format_ not in ("xlsx", "csv"):
        raise Http404
    columns = _columns(inside=_side(request, procurement))
    write = xlsx_response if format_ == "xlsx" else csv_response
    return write(columns, annex.rows_of(procurement), _name(procurement))


def _columns(*, inside: bool) -> list[Column]:
    found = [
        Column("organisation", _("Organisation"), lambda row: row.organisation.name),
        Column("number", _("Registration number"), lambda row: annex.number_of(row.organisation) or None),
        Column("kind", _("Kind"), lambda row: row.organisation.get_kind_display().capitalize()),
        Column("state", _("Takes part or has an option"), lambda row: row.get_state_display().capitalize()),
    ]
    if inside:
        found += [
            Column("answered_at", _("Answered at"), lambda row: row.answered_at, "datetime"),
            Column("mandate", _("Mandate"), lambda row: mandate_told(row) or None),
            Column("contact", _("Contact"), _contact),
        ]
    return found


def _contact(row: Participation) -> str | None:
    return row.contact.name if row.contact else None
