"""Who was at a meeting, and who approves its minutes."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts.access import require
from portal.accounts.models import User
from portal.governance.forms.attendance import AdjustersForm, AttendanceForm, initial_of
from portal.governance.meetings.people import quorum_of, seats_on
from portal.governance.models import Meeting
from portal.governance.rules import meetings as rules
from portal.governance.services import attendance as services
from portal.governance.services import minutes
from portal.governance.views.meetings import prepared, way_to
from portal.organisations.models import SeatOffice
from portal.organisations.pages import office_of
from portal.web.form_page import form_page


@login_required
def meeting_attendance(request: HttpRequest, pk: int) -> HttpResponse:
    """Say of each seat whether it was taken, and who else was there."""
    found = prepared(request, pk)
    require(rules.is_unlocked(found))
    seats = seats_on(found.group_id, found.held_on)
    recorded = list(found.attendance.select_related("organisation"))
    form = AttendanceForm(request.POST or None, user=request.user, seats=seats, initial=initial_of(seats, recorded))
    back = found.get_absolute_url() if found.closed_at else request.GET.get("back") and _minutes(found)
    return form_page(
        request,
        form,
        save=lambda _said: services.record_attendance(
            by=request.user, meeting_id=found.pk, seats=form.lines(), guests=form.guests()
        ),
        title=_("Who is present at %(name)s") % {"name": found},
        lead=_("The group can decide when %(needed)s of its %(seats)s seats are taken.")
        % {"needed": quorum_of(found.group, len(seats)), "seats": len(seats)}
        if found.group
        else _("A meeting of all members has no seats: name those who are there."),
        submit=_("Save"),
        message=_("The list of those present is saved."),
        breadcrumbs=way_to(found),
        cancel=back or found.get_absolute_url(),
        done=back or found.get_absolute_url(),
        template="governance/meetings/attendance.html",
        context={"seats": seats},
    )


def _minutes(meeting: Meeting) -> str:
    return reverse("meeting-minutes", args=[meeting.pk])


@login_required
def meeting_adjusters(request: HttpRequest, pk: int) -> HttpResponse:
    """Say who chaired the meeting, and who approves its minutes."""
    found = prepared(request, pk)
    require(rules.is_unlocked(found))
    chosen = list(found.adjusters.select_related("user"))
    chair = next((row.user for row in chosen if row.is_chair), None) or _chair_of(found)
    initial: dict[str, Any] = {
        "chair": chair.pk if chair else None,
        "adjusters": [row.user_id for row in chosen if not row.is_chair],
    }
    form = AdjustersForm(request.POST or None, user=request.user, people=_people(found), initial=initial)
    return form_page(
        request,
        form,
        save=lambda said: minutes.choose_adjusters(
            by=request.user, meeting_id=found.pk, chair=said["chair"], adjusters=said["adjusters"]
        ),
        title=_("Chair and adjusters of %(name)s") % {"name": found},
        lead=_("When all of them have approved the minutes, each by name, the minutes are locked."),
        submit=_("Save"),
        message=_("Saved."),
        breadcrumbs=way_to(found),
        cancel=found.get_absolute_url(),
        done=found.get_absolute_url(),
    )


def _chair_of(meeting: Meeting) -> User | None:
    """The chair of the group, or whoever was there of the chair and the vice chair."""
    there = set(services.present(meeting))
    leading = [
        seat.user
        for seat in seats_on(meeting.group_id, meeting.held_on)
        if seat.office in (SeatOffice.CHAIR, SeatOffice.VICE_CHAIR)
    ]
    return next((person for person in leading if not there or person.pk in there), None)


def _people(meeting: Meeting) -> list[User]:
    """Those who were there; before the list is written, all who could be; and the office."""
    there = set(services.present(meeting))
    seats = seats_on(meeting.group_id, meeting.held_on)
    group = [person for seat in seats for person in (seat.user, *(row.user for row in seat.standing_in))]
    office = [row.user for row in office_of(meeting.cooperation)]
    chosen = [row.user for row in meeting.adjusters.select_related("user")]
    return [*chosen, *(person for person in group if not there or person.pk in there), *office]
