"""Meetings: their lists, their page, and what happens to a meeting as a whole."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.access import require
from portal.accounts.actor import Actor, actor_of
from portal.governance.agenda.reading import agenda_of
from portal.governance.filters.meetings import COMING, PAST, MeetingFilter
from portal.governance.forms.meetings import CallForm, CancelForm, MeetingForm, groups_for
from portal.governance.meetings import calendar
from portal.governance.meetings.people import invited, quorum, seats_on
from portal.governance.meetings.wording import ATTENDANCE_TONES, STATE_TONES, hours, when
from portal.governance.models import Meeting
from portal.governance.rules import decisions as decision_rules
from portal.governance.rules import meetings as rules
from portal.governance.services import meetings as services
from portal.governance.services.agenda import last_before
from portal.governance.services.meetings import MEETING_FIELDS, MeetingData
from portal.governance.states.meetings import MeetingState
from portal.governance.views.common import crumbs, own_cooperation
from portal.governance.views.presses import pressed, version_of
from portal.organisations.models import Cooperation, Group
from portal.web import history
from portal.web.columns import Column
from portal.web.form_page import form_page
from portal.web.formats import number
from portal.web.lists import list_page
from portal.web.panels import panels_for

MOST_IN_CALENDAR = 500


def _columns() -> list[Column]:
    return [
        Column("title", _("Title"), lambda m: m.title, sort="title", link=lambda m: m.get_absolute_url()),
        Column("held_on", _("Day"), lambda m: m.held_on, kind="date", sort="held_on"),
        Column("hours", _("Hours"), lambda m: hours(m.starts_at, m.ends_at), kind="hours"),
        Column("group", _("Group"), lambda m: m.group.name if m.group else _("all members"), sort="group__name"),
        Column("place", _("Place"), lambda m: m.place),
        Column(
            "state",
            _("State"),
            lambda m: m.get_state_display(),
            kind="tag",
            sort="state",
            tone=lambda m: STATE_TONES[m.state],
        ),
    ]


def _list(request: HttpRequest, found: QuerySet, **texts: Any) -> HttpResponseBase:
    return list_page(
        request,
        queryset=found.select_related("group", "cooperation"),
        filterset_class=MeetingFilter,
        facets=lambda request, filterset, _found: filterset.facets(request),
        columns=_columns(),
        template="governance/meetings/list.html",
        filename=_("meetings"),
        noun=lambda n: ngettext("%(n)s meeting", "%(n)s meetings", n) % {"n": number(n)},
        search_label=_("Search by title, group or place"),
        **texts,
    )


@require_safe
@login_required
def meetings(request: HttpRequest) -> HttpResponseBase:
    """The reader's meetings: those to come with the next one first, those past with the last one first."""
    found = Meeting.objects.concerning(request.user)
    chosen = request.GET.getlist("when")
    tabs = [
        (_("To come"), f"{reverse('meetings')}?when={COMING}", chosen == [COMING]),
        (_("Past"), f"{reverse('meetings')}?when={PAST}", chosen == [PAST]),
        (_("All"), reverse("meetings"), not chosen),
    ]
    return _list(
        request,
        found,
        title=_("Meetings"),
        default_sort="held_on" if chosen == [COMING] else "-held_on",
        empty=_("No meeting matches. Meetings of your groups are listed here as soon as they are planned."),
        context={"tabs": tabs, "led": _led(actor_of(request.user)), "calendar": reverse("meetings-calendar")},
    )


@require_safe
@login_required
def meetings_calendar(request: HttpRequest) -> HttpResponse:
    """The reader's meetings to come, as a file for a calendar."""
    found = Meeting.objects.concerning(request.user).filter(held_on__gte=timezone.localdate())
    coming = found.exclude(state=MeetingState.POLLED).select_related("cooperation", "group").order_by("held_on", "pk")
    return _ics(calendar.calendar_of(coming[:MOST_IN_CALENDAR], timezone.now()), "meetings")


@require_safe
@login_required
def meeting_list(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A cooperation's meetings."""
    found = own_cooperation(request, pk)
    return _list(
        request,
        Meeting.objects.visible_to(request.user).filter(cooperation=found),
        title=_("Meetings of %(name)s") % {"name": found},
        default_sort="-held_on",
        empty=_("No meeting has been registered yet."),
        context={"led": [found] if _may_register(actor_of(request.user), found.pk) else []},
    )


def meeting_of(request: HttpRequest, pk: int) -> Meeting:
    """A meeting that the reader sees; 404 for all others."""
    return get_object_or_404(Meeting.objects.visible_to(request.user).select_related("cooperation", "group"), pk=pk)


def prepared(request: HttpRequest, pk: int) -> Meeting:
    """A meeting that the reader prepares; 403 for others who see it."""
    found = meeting_of(request, pk)
    require(rules.may_prepare(actor_of(request.user), found))
    return found


def way_to(meeting: Meeting) -> list[tuple[Any, str]]:
    """The way to a page of a meeting."""
    return crumbs(meeting.cooperation, *([meeting.group] if meeting.group else []), meeting)


@require_safe
@login_required
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """One meeting: its agenda with papers, minutes and decisions, who was there, and what is to be done next."""
    found = meeting_of(request, pk)
    actor, today = actor_of(request.user), timezone.localdate()
    may_prepare = rules.may_prepare(actor, found)
    may_change = may_prepare and rules.is_unlocked(found)
    seats = seats_on(found.group_id, found.held_on)
    attendance = list(found.attendance.select_related("user", "organisation", "seat__user"))
    may_record = decision_rules.may_record(actor, found) and decision_rules.is_open(found, today)
    agenda = agenda_of(request.user, found)
    reads_all = not any(line.hidden for line in agenda)
    return render(
        request,
        "governance/meetings/meeting.html",
        {
            "meeting": found,
            "breadcrumbs": way_to(found)[:-1],
            "when": when(found),
            "tone": STATE_TONES[found.state],
            "attendance_tones": ATTENDANCE_TONES,
            "today": today,
            "agenda": agenda,
            "loose": found.decisions.filter(item=None),
            "seats": seats,
            "attendance": attendance,
            "quorum": quorum(found, seats, attendance),
            "adjusters": list(found.adjusters.select_related("user")),
            "notes": list(found.notes.select_related("author")),
            "cancelled_because": _reason(found),
            "sees_minutes": bool(rules.may_read_minutes(actor, found)),
            "may_prepare": bool(may_prepare),
            "may_change": bool(may_change),
            "may_record": bool(may_record),
            "may_write": bool(may_change) and found.held_on <= today,
            "may_approve": bool(rules.may_approve(actor, found)),
            "may_annotate": bool(rules.may_annotate(actor, found)),
            "former": last_before(found) if may_change else None,
            "steps": _steps(found, today) if may_prepare else {},
            "panels": panels_for("meeting", request, found),
            "history": history.entries(found) if may_prepare and reads_all else None,
        },
    )


def _steps(meeting: Meeting, today: Any) -> dict[str, bool]:
    """What can be done with the meeting as a whole, as it stands."""
    return {
        "call": bool(rules.can_be_called(meeting, today)),
        "call_again": bool(rules.can_be_called_again(meeting)),
        "open": bool(rules.can_be_opened(meeting, today)),
        "close": bool(rules.can_be_closed(meeting, today)),
        "cancel": bool(rules.can_be_cancelled(meeting)),
        "put_forward": bool(rules.can_be_put_forward(meeting)),
        "take_back": rules.is_unlocked(meeting) is rules.PUT_FORWARD,
    }


def _reason(meeting: Meeting) -> str:
    """Why a meeting was cancelled, as its history tells."""
    if meeting.state != MeetingState.CANCELLED:
        return ""
    return next((entry["why"] for entry in history.entries(meeting) if entry["why"]), "")


def _meeting_data(data: dict[str, Any]) -> MeetingData:
    return MeetingData(**{field: data[field] for field in MEETING_FIELDS})


def _whose(actor: Actor, cooperation_id: int) -> tuple[frozenset[int] | None, bool]:
    """The groups for which an actor may prepare meetings (None: all), and whether also those of all members."""
    whole = bool(rules.may_prepare_for(actor, cooperation_id, None))
    return (None if whole else rules.groups_led_by(actor)), whole


def _may_register(actor: Actor, cooperation_id: int) -> bool:
    led, whole = _whose(actor, cooperation_id)
    return whole or Group.objects.filter(cooperation=cooperation_id, pk__in=led or ()).exists()


def _led(actor: Actor) -> list[Cooperation]:
    """The cooperations in which an actor may register meetings."""
    led = Group.objects.filter(pk__in=rules.groups_led_by(actor)).values_list("cooperation", flat=True)
    return list(Cooperation.objects.filter(pk__in=actor.office | frozenset(led)))


@login_required
def meeting_register(request: HttpRequest, pk: int) -> HttpResponse:
    """Register a meeting, to come or held already."""
    found = own_cooperation(request, pk)
    actor = actor_of(request.user)
    led, whole = _whose(actor, found.pk)
    if not _may_register(actor, found.pk):
        require(rules.NOT_TO_PREPARE)
    initial = {"held_on": timezone.localdate(), "group": request.GET.get("group")}
    form = MeetingForm(
        request.POST or None,
        user=request.user,
        initial=initial,
        groups=groups_for(found.pk, led),
        may_meet_all=whole,
    )
    return form_page(
        request,
        form,
        save=lambda data: services.register_meeting(by=request.user, cooperation_id=found.pk, data=_meeting_data(data)),
        title=_("Register a meeting"),
        lead=_("One to come, whose agenda you write and call it to, or one that was held already."),
        submit=_("Register the meeting"),
        message=_("The meeting is registered. Write its agenda."),
        breadcrumbs=crumbs(found),
        cancel=found.get_absolute_url(),
    )


@login_required
def meeting_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is written of a meeting."""
    found = prepared(request, pk)
    require(rules.is_unlocked(found))
    led, whole = _whose(actor_of(request.user), found.cooperation_id)
    initial = {field: getattr(found, field) for field in (*MEETING_FIELDS, "version")}
    form = MeetingForm(
        request.POST or None,
        user=request.user,
        initial=initial,
        groups=groups_for(found.cooperation_id, led, found),
        may_meet_all=whole,
    )
    called = found.state == MeetingState.CALLED and not found.opened_at
    return form_page(
        request,
        form,
        save=lambda data: services.update_meeting(
            by=request.user, meeting_id=found.pk, version=data["version"] or 0, data=_meeting_data(data)
        ),
        title=_("Edit %(name)s") % {"name": found},
        lead=_("Those who were called are told of another day, hour or place, as are their calendars.")
        if called
        else "",
        submit=_("Save"),
        message=_("Saved."),
        obj=found,
        breadcrumbs=way_to(found),
        cancel=found.get_absolute_url(),
    )


@login_required
def meeting_call(request: HttpRequest, pk: int) -> HttpResponse:
    """Call a meeting, or send the call once more."""
    found = prepared(request, pk)
    again = found.state == MeetingState.CALLED
    require(rules.can_be_called_again(found) if again else rules.can_be_called(found, timezone.localdate()))
    serve = services.call_meeting_again if again else services.call_meeting
    initial = {"version": found.version, "text": found.call_text}
    return form_page(
        request,
        CallForm(request.POST or None, user=request.user, initial=initial),
        save=lambda data: serve(by=request.user, meeting_id=found.pk, version=data["version"], text=data["text"]),
        title=_("Call again to %(name)s") % {"name": found} if again else _("Call to %(name)s") % {"name": found},
        lead=_("Everybody gets the agenda, the place and an invitation to the calendar by e-mail."),
        submit=_("Send the call again") if again else _("Send the call"),
        message=_("The call goes out."),
        breadcrumbs=way_to(found),
        cancel=found.get_absolute_url(),
        obj=found,
        template="governance/meetings/call.html",
        context=lambda: {
            "people": invited(found),
            "agenda": agenda_of(request.user, found),
            "meeting": found,
            "when": when(found),
        },
    )


@login_required
def meeting_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel a meeting, and say why."""
    found = prepared(request, pk)
    require(rules.can_be_cancelled(found))
    return form_page(
        request,
        CancelForm(request.POST or None, user=request.user, initial={"version": found.version}),
        save=lambda data: services.cancel_meeting(
            by=request.user, meeting_id=found.pk, version=data["version"], reason=data["reason"]
        ),
        title=_("Cancel %(name)s") % {"name": found},
        lead=_("Those who were to come get the reason by e-mail, and their calendars let go of the meeting."),
        submit=_("Cancel the meeting"),
        message=_("The meeting is cancelled."),
        breadcrumbs=way_to(found),
        cancel=found.get_absolute_url(),
        obj=found,
    )


@require_POST
@login_required
def meeting_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the meeting: its minutes are written from now on."""
    found = prepared(request, pk)
    return pressed(
        request,
        lambda: services.open_meeting(by=request.user, meeting_id=found.pk, version=version_of(request)),
        back=reverse("meeting-minutes", args=[found.pk]),
        message=_("The meeting is open."),
    )


@require_POST
@login_required
def meeting_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the meeting: it has been held."""
    found = prepared(request, pk)
    return pressed(
        request,
        lambda: services.close_meeting(by=request.user, meeting_id=found.pk, version=version_of(request)),
        back=found.get_absolute_url(),
        message=_("The meeting is closed. Finish its minutes, and put them forward for approval."),
    )


@require_safe
@login_required
def meeting_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """One meeting as a file for a calendar."""
    found = meeting_of(request, pk)
    return _ics(calendar.calendar_of([found], timezone.now()), f"meeting-{found.pk}")


def _ics(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    response["Cache-Control"] = "private, no-cache"
    return response
