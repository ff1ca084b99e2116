"""Asking for the date of a meeting."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.governance.forms.meetings import AnswerForm, PollForm
from portal.governance.meetings.people import seats_on
from portal.governance.meetings.wording import AVAILABILITY_TONES, hours
from portal.governance.models import Availability, DateAnswer, DateOption, Meeting
from portal.governance.rules import meetings as rules
from portal.governance.services import polls as services
from portal.governance.states.meetings import MeetingState
from portal.governance.views.common import crumbs
from portal.governance.views.meetings import meeting_of, prepared, way_to
from portal.governance.views.presses import pressed, version_of
from portal.organisations.models import Group, Seat
from portal.web import formats
from portal.web.form_page import explain, form_page
from portal.web.lookups import whole_number
from portal.workflow.errors import Refused

ANSWER_WITHIN = timedelta(days=7)


@login_required
def meeting_ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a group on which day it can meet."""
    group = get_object_or_404(Group.objects.visible_to(request.user).select_related("cooperation"), pk=pk)
    require(rules.may_prepare_for(actor_of(request.user), group.cooperation_id, group.pk))
    form = PollForm(
        request.POST or None, user=request.user, initial={"answer_by": timezone.localdate() + ANSWER_WITHIN}
    )
    return form_page(
        request,
        form,
        save=lambda _said: services.ask_for_days(by=request.user, group_id=group.pk, data=form.poll_data()),
        title=_("Ask %(group)s which day suits") % {"group": group},
        lead=_("Everybody who has a seat, and every deputy, is asked by e-mail, and reminded before the last day."),
        submit=_("Ask"),
        message=_("The question goes out. The answers are seen on the page of the meeting."),
        breadcrumbs=crumbs(group.cooperation, group),
        cancel=group.get_absolute_url(),
        done=address,
        template="governance/meetings/ask.html",
    )


def address(meeting: Meeting) -> str:
    """Where the days of a meeting are answered."""
    return reverse("meeting-days", args=[meeting.pk])


@login_required
def meeting_days_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose other days."""
    found = prepared(request, pk)
    if found.state != MeetingState.POLLED:
        require(rules.NOT_POLLED)
    initial = {
        **{field: getattr(found, field) for field in ("title", "place", "online_url", "answer_by", "version")},
        "days": [
            {"id": option.pk, "day": option.day, "starts_at": option.starts_at, "ends_at": option.ends_at}
            for option in found.options.all()
        ],
    }
    form = PollForm(request.POST or None, user=request.user, initial=initial)
    return form_page(
        request,
        form,
        save=lambda said: services.change_days(
            by=request.user, meeting_id=found.pk, version=said["version"] or 0, data=form.poll_data()
        ),
        title=_("Other days for %(name)s") % {"name": found},
        lead=_("Answers to days that stay are kept. Everybody is asked again where a day is new."),
        submit=_("Save"),
        message=_("Saved."),
        breadcrumbs=way_to(found),
        cancel=address(found),
        done=address,
        obj=found,
        template="governance/meetings/ask.html",
    )


@login_required
def meeting_days(request: HttpRequest, pk: int) -> HttpResponse:
    """The days that are proposed, who answered what, and the reader's own answers: for each seat a form of its own."""
    found = meeting_of(request, pk)
    if found.state != MeetingState.POLLED:
        return redirect(found)
    actor = actor_of(request.user)
    own = rules.own_seats(actor, found)
    options = [(option, label_of(option)) for option in found.options.all()]
    answers = {
        (row.option_id, row.seat_id): row
        for row in DateAnswer.objects.filter(option__meeting=found).select_related("by")
    }
    open_ = rules.can_be_answered(found, timezone.localdate())
    forms = [(seat, _form(request, seat, options, answers)) for seat in own] if open_ else []
    if request.method == "POST":
        for seat, form in forms:
            if form.is_bound and form.is_valid() and _answered(request, found, seat, form):
                return redirect(address(found))
    seats = seats_on(found.group_id, found.held_on)
    rows = [
        (seat, [answers.get((option.pk, seat.pk)) for option, _label in options], _heard(seat, options, answers))
        for seat in seats
    ]
    return render(
        request,
        "governance/meetings/days.html",
        {
            "meeting": found,
            "breadcrumbs": way_to(found),
            "options": [(option, label, _tally(option, seats, answers)) for option, label in options],
            "rows": rows,
            "silent": [seat for seat, _cells, heard in rows if heard is None],
            "forms": forms,
            "closed": None if open_ else open_,
            "tones": AVAILABILITY_TONES,
            "may_prepare": bool(rules.may_prepare(actor, found)),
        },
    )


@require_POST
@login_required
def meeting_settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Settle on one of the days."""
    found = prepared(request, pk)
    return pressed(
        request,
        lambda: services.settle(
            by=request.user,
            meeting_id=found.pk,
            version=version_of(request),
            option_id=whole_number(request.POST.get("option", "")),
        ),
        back=found.get_absolute_url(),
        message=_("The day is settled. Write the agenda, and call the meeting."),
    )


def label_of(option: DateOption) -> str:
    """20 nov. 2026 13:00–15:00."""
    return f"{formats.date(option.day)} {hours(option.starts_at, option.ends_at)}".strip()


def _form(request: HttpRequest, seat: Seat, options: list[tuple[DateOption, str]], answers: dict) -> AnswerForm:
    meant = request.method == "POST" and request.POST.get("seat") == str(seat.pk)
    initial = {
        f"option-{option.pk}": row.answer for option, _label in options if (row := answers.get((option.pk, seat.pk)))
    }
    return AnswerForm(
        request.POST if meant else None,
        user=request.user,
        options=options,
        initial=initial,
        auto_id=f"seat-{seat.pk}-%s",
    )


def _answered(request: HttpRequest, meeting: Meeting, seat: Seat, form: AnswerForm) -> bool:
    try:
        services.answer(by=request.user, meeting_id=meeting.pk, seat_id=seat.pk, answers=form.answers())
    except Refused as refused:
        explain(form, refused)
        return False
    return True


def _heard(seat: Seat, options: list[tuple[DateOption, str]], answers: dict) -> DateAnswer | None:
    """The last answer of a seat that has answered every day."""
    said = [answers.get((option.pk, seat.pk)) for option, _label in options]
    return max((row for row in said if row), key=lambda row: row.at) if said and all(said) else None


def _tally(option: DateOption, seats: list[Seat], answers: dict) -> dict[str, Any]:
    said = [row.answer for seat in seats if (row := answers.get((option.pk, seat.pk)))]
    return {value: said.count(value) for value in Availability.values}
