"""Minutes: written in the meeting, approved afterwards, noted upon, and handed out as a paper."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.governance.agenda.reading import Line, agenda_of, lines
from portal.governance.forms.agenda import MinuteForm
from portal.governance.forms.attendance import NoteForm
from portal.governance.meetings import paper as papers
from portal.governance.meetings.people import quorum, seats_on
from portal.governance.meetings.wording import when
from portal.governance.models import AgendaItem, Meeting
from portal.governance.rules import decisions as decision_rules
from portal.governance.rules import meetings as rules
from portal.governance.services import minutes as services
from portal.governance.views.agenda import item_of
from portal.governance.views.meetings import meeting_of, prepared, way_to
from portal.governance.views.presses import pressed, version_of
from portal.jobs.papers import Waiting, hand_out
from portal.web.form_page import explain, form_page
from portal.workflow.errors import Conflict, Refused


@require_safe
@login_required
def meeting_minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """The page on which minutes are written, item by item, by one person or several."""
    found = prepared(request, pk)
    require(rules.is_unlocked(found))
    today = timezone.localdate()
    if found.held_on > today:
        require(rules.TO_COME)
    actor = actor_of(request.user)
    seats = seats_on(found.group_id, found.held_on)
    attendance = list(found.attendance.select_related("user"))
    return render(
        request,
        "governance/meetings/minutes.html",
        {
            "meeting": found,
            "breadcrumbs": way_to(found),
            "when": when(found),
            "agenda": [(line, _form(line.item)) for line in agenda_of(request.user, found)],
            "quorum": quorum(found, seats, attendance),
            "adjusters": list(found.adjusters.select_related("user")),
            "may_record": bool(decision_rules.may_record(actor, found) and decision_rules.is_open(found, today)),
            "can_open": bool(rules.can_be_opened(found, today)),
            "can_close": bool(rules.can_be_closed(found, today)),
        },
    )


def _form(item: AgendaItem, data: Any = None) -> MinuteForm:
    return MinuteForm(data, initial={"minutes": item.minutes, "version": item.version}, auto_id=f"item-{item.pk}-%s")


@require_POST
@login_required
def agenda_item_minute(request: HttpRequest, pk: int) -> HttpResponse:
    """Save what was written under one item. htmx puts the answer in the item's place; without it the page comes back
    to the item."""
    item = item_of(request, pk)
    form = _form(item, request.POST)
    conflict: dict[str, Any] | None = None
    saved = False
    if form.is_valid():
        try:
            item = services.minute(
                by=request.user,
                item_id=item.pk,
                version=form.cleaned_data["version"],
                text=form.cleaned_data["minutes"],
            )
            saved = True
            form = _form(item)
        except Refused as refused:
            explain(form, refused)
        except Conflict as found:
            item.refresh_from_db()
            conflict = {"who": ", ".join(found.who), "theirs": item.minutes}
            form.data = form.data.copy()
            form.data["version"] = str(found.version)
    if saved and not request.htmx:
        return redirect(f"{reverse('meeting-minutes', args=[item.meeting_id])}#item-{item.pk}")
    actor = actor_of(request.user)
    open_ = decision_rules.may_record(actor, item.meeting) and decision_rules.is_open(
        item.meeting, timezone.localdate()
    )
    line: Line = lines(request.user, [item])[0]
    page = {
        "line": line,
        "form": form,
        "conflict": conflict,
        "saved": saved,
        "may_record": bool(open_),
        "meeting": item.meeting,
        "breadcrumbs": way_to(item.meeting),
    }
    template = "minutes_item.html" if request.htmx else "minutes_one.html"
    return render(request, f"governance/meetings/{template}", page)


@require_POST
@login_required
def meeting_put_forward(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the minutes forward for approval."""
    found = prepared(request, pk)
    return _step(request, found, services.put_forward, _("The minutes are put forward: those chosen are asked."))


@require_POST
@login_required
def meeting_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the minutes back to change them."""
    found = prepared(request, pk)
    return _step(request, found, services.take_back, _("The minutes can be changed again. Put them forward anew then."))


@require_POST
@login_required
def meeting_approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve the minutes in one's own name."""
    found = meeting_of(request, pk)
    answer = rules.may_approve(actor_of(request.user), found)
    if answer is rules.NOT_AN_ADJUSTER:
        require(answer)
    return _step(request, found, services.approve, _("You have approved the minutes."))


def _step(request: HttpRequest, meeting: Meeting, serve: Any, message: str) -> HttpResponse:
    return pressed(
        request,
        lambda: serve(by=request.user, meeting_id=meeting.pk, version=version_of(request)),
        back=meeting.get_absolute_url(),
        message=message,
    )


@login_required
def minutes_note(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a note to approved minutes."""
    found = meeting_of(request, pk)
    require(rules.may_annotate(actor_of(request.user), found))
    return form_page(
        request,
        NoteForm(request.POST or None, user=request.user),
        save=lambda said: services.annotate(by=request.user, meeting_id=found.pk, text=said["text"]),
        title=_("Add a note to the minutes"),
        lead=_("The minutes are locked and stay as they were approved."),
        submit=_("Add the note"),
        message=_("The note stands beside the minutes."),
        breadcrumbs=way_to(found),
        cancel=found.get_absolute_url(),
        done=found.get_absolute_url(),
    )


@require_safe
@login_required
def meeting_minutes_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes as a paper, in the reader's language."""
    found = meeting_of(request, pk)
    require(rules.may_read_minutes(actor_of(request.user), found))
    waiting = Waiting(
        title=_("Minutes of %(name)s") % {"name": found},
        lead=_("The minutes are made as a PDF, in the language that you read."),
        making=_("The minutes are being made"),
        download=_("Download the minutes"),
        back=_("Back to the meeting"),
        breadcrumbs=way_to(found),
    )
    sheet = papers.paper(found, request.user, get_language() or "sv")
    return hand_out(request, sheet, name=_("minutes-%(day)s") % {"day": found.held_on.isoformat()}, waiting=waiting)
