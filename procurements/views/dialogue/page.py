"""The market dialogue on one page: the log of who was told what, events, suppliers and questions; also as a file."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.accounts.actor import actor_of
from portal.jobs.papers import Waiting, hand_out
from portal.web import history
from portal.web.columns import Column
from portal.web.exports import csv_response, xlsx_response
from procurements.dialogue.wording import cell_told
from procurements.models import DialogueContact
from procurements.papers import dialogue as papers
from procurements.rules import dialogue as rules
from procurements.rules.dialogue import Line
from procurements.rules.procurements import may_run
from procurements.views.dialogue.common import reading, trail

LATEST = 50


@require_safe
@login_required
def market_dialogue(request: HttpRequest, pk: int) -> HttpResponse:
    """The log with its gaps, and all that it rests on."""
    procurement = reading(request, pk)
    actor, may_lead = actor_of(request.user), rules.may_lead(actor_of(request.user), procurement)
    page = {
        "procurement": procurement,
        "breadcrumbs": trail(procurement)[:-1],
        "log": rules.log_of(procurement),
        "cell_told": cell_told,
        "source": rules.EQUAL.within(procurement.cooperation.jurisdiction),
        "events": procurement.dialogue_events.prefetch_related("participants", "information"),
        "questions": procurement.questions.select_related("contact"),
        "may_lead": bool(may_lead),
        "why_not": "" if may_lead or not may_run(actor, procurement.cooperation_id) else str(may_lead),
        "history": history.entries_of(
            [
                procurement.dialogue_contacts.all(),
                procurement.dialogue_events.all(),
                procurement.information.all(),
                procurement.questions.all(),
            ],
            LATEST,
        ),
    }
    return render(request, "procurements/dialogue/page.html", page)


@require_safe
@login_required
def market_dialogue_sheet(request: HttpRequest, pk: int, format_: str) -> HttpResponseBase:
    """The log as a workbook or CSV: a line for each piece of information, a column for each supplier."""
    procurement = reading(request, pk)
    if format_ not in ("xlsx", "csv"):
        raise Http404
    log = rules.log_of(procurement)
    write = xlsx_response if format_ == "xlsx" else csv_response
    return write(list(_columns(log.contacts)), log.lines, _("market-dialogue") + f"-{procurement.pk}")


def _columns(contacts: Iterable[DialogueContact]) -> Iterable[Column]:
    yield Column("text", _("What suppliers were told"), lambda line: line.information.text)
    yield Column(
        "told_on", _("First told on"), lambda line: line.information.told_on if line.was_told else None, "date"
    )
    yield Column("through", _("Told through"), lambda line: str(line.information.event or "") or None)
    for place, contact in enumerate(contacts):
        yield Column(f"contact{contact.pk}", contact.name, _cell(place))
    yield Column("gaps", _("Not told"), lambda line: len(line.missing), "number")


def _cell(place: int) -> Any:
    def value(line: Line) -> str:
        return cell_told(line, *line.cells[place])

    return value


@require_safe
@login_required
def market_dialogue_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The log as a paper for the file of the procurement."""
    procurement = reading(request, pk)
    waiting = Waiting(
        title=_("Log of the market dialogue"),
        lead=_("The paper is made now. It takes a few seconds."),
        making=_("The log is being made"),
        download=_("Download the log"),
        back=_("Back to the market dialogue"),
        breadcrumbs=trail(procurement),
    )
    name = _("market-dialogue") + f"-{procurement.pk}"
    return hand_out(request, papers.paper(procurement, get_language() or "sv"), name=name, waiting=waiting)
