"""Events: the list, an event's page, and arranging one."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.access import require
from portal.accounts.actor import Role, actor_of
from portal.governance.events.calendar import calendar_of
from portal.governance.events.wording import when
from portal.governance.filters.events import EventFilter
from portal.governance.forms.events import CancelForm, EventForm, MaterialForm, SignUpForm, WrapUpForm, initial_of
from portal.governance.models import Event, EventMaterial, SignUp
from portal.governance.rules import events as rules
from portal.governance.services import events as services
from portal.governance.states.events import EVENT_TONES, SIGN_UP_TONES, EventState, SignUpState
from portal.governance.views.common import own_cooperation
from portal.organisations.models import Cooperation
from portal.web import exports, formats, history
from portal.web.columns import Column
from portal.web.form_page import form_page
from portal.web.lists import list_page
from portal.web.panels import panels_for
from portal.workflow.errors import Refused


def trail(*more: tuple[Any, str]) -> list[tuple[Any, str]]:
    """The way to a page about events."""
    return [(_("Events"), reverse("event-list")), *more]


@require_safe
def event_list(request: HttpRequest) -> HttpResponseBase:
    """The events that the reader sees, those to come first."""
    actor = actor_of(request.user)
    found = Event.objects.visible_to(request.user).with_places().with_own_sign_up(request.user)
    return list_page(
        request,
        queryset=found.select_related("cooperation"),
        filterset_class=EventFilter,
        columns=[
            Column(
                "title", pgettext("gathering", "Event"), lambda e: e.title, sort="title", link=Event.get_absolute_url
            ),
            Column("starts_at", _("When"), when, sort="starts_at", only="page"),
            Column("begins", _("Begins"), lambda e: e.starts_at, "datetime", only="file"),
            Column("ends", _("Ends"), lambda e: e.ends_at, "datetime", only="file"),
            Column("place", _("Place"), lambda e: e.place or (_("online") if e.online_url else "")),
            Column("kind", _("Kind"), lambda e: e.get_kind_display()),
            Column("free", _("Free places"), _free, sort=None),
            Column("state", _("State"), _state, "tag", tone=_tone),
            Column("cooperation", _("Cooperation"), lambda e: e.cooperation.name, only="file"),
        ],
        facets=lambda request, filterset, found: filterset.facets(request),
        template="governance/events/list.html",
        title=_("Events"),
        default_sort="-starts_at",
        filename=_("events"),
        noun=lambda n: ngettext("%(n)s event", "%(n)s events", n) % {"n": formats.number(n)},
        search_label=_("Search events"),
        empty=_("No event is announced. Workshops, courses and gatherings of the cooperation are listed here."),
        context={"office": Cooperation.objects.filter(pk__in=actor.office).order_by("name")},
    )


def _free(event: Any) -> str:
    if event.state != EventState.ANNOUNCED:
        return ""
    if event.seats is None:
        return _("room for all")
    free = max(event.seats - event.taken, 0)
    if free == 0 and event.queued:
        return ngettext("full, %(n)s waits", "full, %(n)s wait", event.queued) % {"n": event.queued}
    return formats.number(free) if free else _("full")


def _state(event: Any) -> str:
    if event.own_sign_up in (SignUpState.SIGNED_UP, SignUpState.WAITING) and event.state == EventState.ANNOUNCED:
        return str(SignUpState(event.own_sign_up).label)
    return event.get_state_display()


def _tone(event: Any) -> str:
    if event.own_sign_up in (SignUpState.SIGNED_UP, SignUpState.WAITING) and event.state == EventState.ANNOUNCED:
        return SIGN_UP_TONES[SignUpState(event.own_sign_up)]
    return EVENT_TONES[EventState(event.state)]


def event_of(request: HttpRequest, pk: int) -> Event:
    """An event that the reader sees; 404 for all others."""
    seen = Event.objects.visible_to(request.user).with_places()
    return get_object_or_404(seen.select_related("cooperation", "host"), pk=pk)


@require_safe
def event(request: HttpRequest, pk: int) -> HttpResponse:
    """One event: what it is about, the reader's own place, and for its own circle who takes part."""
    found, actor, now = event_of(request, pk), actor_of(request.user), timezone.now()
    belongs = actor.is_administrator or found.cooperation_id in actor.cooperations
    own = SignUp.objects.filter(event=found, user=request.user.pk).first() if actor.signed_in else None
    looks_after = bool(rules.may_look_after(actor, found))
    has_place = own is not None and own.state == SignUpState.SIGNED_UP
    answers_for = actor.has(Role.CONTACT) or bool(rules.may_arrange(actor, found.cooperation_id))
    people = (
        SignUp.objects.filter(event=found).select_related("user", "organisation") if belongs else SignUp.objects.none()
    )
    colleagues = set(rules.colleagues(actor).values_list("pk", flat=True)) if actor.has(Role.CONTACT) else set()
    open_now = rules.is_open(found, now)
    may_take_part = rules.may_take_part(request.user, found) if belongs and actor.signed_in else rules.OUTSIDE
    return render(
        request,
        "governance/events/event.html",
        {
            "event": found,
            "when": when(found),
            "free": _free(found),
            "tone": EVENT_TONES[EventState(found.state)],
            "breadcrumbs": trail(),
            "groups": found.groups.all(),
            "belongs": belongs,
            "own": own,
            "own_tone": SIGN_UP_TONES[SignUpState(own.state)] if own else "",
            "ahead": _ahead(own),
            "form": SignUpForm(user=request.user),
            "open_now": open_now,
            "may_take_part": may_take_part,
            "answers_for": answers_for and belongs,
            "has_begun": found.starts_at <= now,
            "shows_inside": has_place or looks_after,
            "looks_after": looks_after,
            "may_change": bool(rules.may_change(actor, found)),
            "may_close": bool(rules.may_close(actor, found, now)),
            "taken": people.taken().order_by("user__name", "pk"),
            "waiting": people.waiting(),
            "mine_to_withdraw": colleagues,
            "may_arrange": bool(rules.may_arrange(actor, found.cooperation_id)),
            "material": found.material.select_related("file") if has_place or looks_after else (),
            "material_count": found.material.count(),
            "panels": panels_for("event", request, found),
            "history": history.entries(found) if rules.may_arrange(actor, found.cooperation_id) else None,
        },
    )


def _ahead(own: SignUp | None) -> int:
    """How many on the waiting list come before somebody."""
    if own is None or own.state != SignUpState.WAITING:
        return 0
    queue = list(SignUp.objects.filter(event=own.event_id).waiting().values_list("pk", flat=True))
    return queue.index(own.pk)


@require_safe
def event_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """The event as a file for a calendar."""
    found = event_of(request, pk)
    own = SignUp.objects.taken().filter(event=found, user=request.user.pk or 0).exists()
    shows_video = own or bool(rules.may_look_after(actor_of(request.user), found))
    response = HttpResponse(
        calendar_of([found], timezone.now(), shows_video=shows_video), content_type="text/calendar; charset=utf-8"
    )
    response["Content-Disposition"] = content_disposition_header(True, _("event") + f"-{found.pk}.ics")
    response["Cache-Control"] = "private, no-cache"
    return response


@login_required
def event_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan an event."""
    cooperation = own_cooperation(request, pk)
    require(rules.may_arrange(actor_of(request.user), cooperation.pk))
    form = EventForm(
        request.POST or None, user=request.user, initial={"host": request.user}, cooperation_id=cooperation.pk
    )
    return form_page(
        request,
        form,
        save=lambda _said: services.plan(by=request.user, cooperation_id=cooperation.pk, data=form.event_data()),
        title=_("Plan an event"),
        lead=_("Only the office sees it until you announce it."),
        submit=_("Save the draft"),
        message=_("The event is planned. Announce it when people may sign up."),
        breadcrumbs=trail(),
        cancel=reverse("event-list"),
    )


@login_required
def event_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an event."""
    found = event_of(request, pk)
    require(rules.may_change(actor_of(request.user), found))
    form = EventForm(
        request.POST or None, user=request.user, initial=initial_of(found), cooperation_id=found.cooperation_id
    )
    return form_page(
        request,
        form,
        save=lambda said: services.change(
            by=request.user, event_id=found.pk, version=said["version"] or 0, data=form.event_data()
        ),
        title=_("Edit %(name)s") % {"name": found},
        lead=_("Those who have signed up are told of another time or place.") if found.announced_at else "",
        submit=_("Save"),
        message=_("Saved."),
        obj=found,
        breadcrumbs=trail((found.title, found.get_absolute_url())),
        cancel=found.get_absolute_url(),
    )


@require_POST
@login_required
def event_announce(request: HttpRequest, pk: int) -> HttpResponse:
    """Let people see an event and sign up."""
    found = event_of(request, pk)
    require(rules.may_arrange(actor_of(request.user), found.cooperation_id))
    try:
        services.announce(by=request.user, event_id=found.pk)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The event is announced: people can sign up."))
    return redirect(found)


@login_required
def event_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel an event."""
    found = event_of(request, pk)
    require(rules.may_change(actor_of(request.user), found))
    concerned = found.taken + found.queued
    return form_page(
        request,
        CancelForm(request.POST or None, user=request.user),
        save=lambda said: services.cancel(by=request.user, event_id=found.pk, reason=said["reason"]),
        title=_("Cancel %(name)s") % {"name": found},
        lead=ngettext("%(n)s person gets a letter.", "%(n)s people get a letter.", concerned) % {"n": concerned},
        submit=_("Cancel the event"),
        message=_("The event is cancelled."),
        breadcrumbs=trail((found.title, found.get_absolute_url())),
        cancel=found.get_absolute_url(),
        context={"back": _("Back to the event")},
    )


@login_required
def event_wrap_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Say who was there and what was learned."""
    found = event_of(request, pk)
    require(rules.may_close(actor_of(request.user), found, timezone.now()))
    taken = SignUp.objects.filter(event=found).taken().select_related("user", "organisation").order_by("user__name")
    ticked = [row.pk for row in taken if row.has_attended is not False]
    return form_page(
        request,
        WrapUpForm(
            request.POST or None,
            user=request.user,
            taken=taken,
            initial={"present": ticked, "takeaways": found.takeaways},
        ),
        save=lambda said: services.wrap_up(
            by=request.user,
            event_id=found.pk,
            present=[row.pk for row in said["present"]],
            takeaways=said["takeaways"],
        ),
        title=_("After %(name)s") % {"name": found},
        lead=_("Take the tick away from those who did not come."),
        submit=_("Save"),
        message=_("Saved."),
        breadcrumbs=trail((found.title, found.get_absolute_url())),
        cancel=found.get_absolute_url(),
    )


@login_required
def event_material_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand in a file for those who take part."""
    found = event_of(request, pk)
    require(rules.may_look_after(actor_of(request.user), found))
    return form_page(
        request,
        MaterialForm(request.POST or None, request.FILES or None, user=request.user),
        save=lambda said: services.add_material(
            by=request.user, event_id=found.pk, upload=said["file"], title=said["title"]
        ),
        title=_("Add material to %(name)s") % {"name": found},
        lead=_("Those who have a place can download it."),
        submit=_("Add"),
        message=_("The material is there."),
        breadcrumbs=trail((found.title, found.get_absolute_url())),
        cancel=found.get_absolute_url(),
        done=found.get_absolute_url(),
    )


@require_POST
@login_required
def event_material_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a file away again."""
    seen = EventMaterial.objects.filter(event__in=Event.objects.visible_to(request.user)).select_related("event")
    row = get_object_or_404(seen, pk=pk)
    require(rules.may_look_after(actor_of(request.user), row.event))
    services.remove_material(by=request.user, material_id=row.pk)
    messages.success(request, _("Removed."))
    return redirect(row.event)


@require_safe
@login_required
def event_participants(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Everybody who has signed up, waits or has withdrawn, as a spreadsheet for those who look after the event."""
    found = event_of(request, pk)
    require(rules.may_look_after(actor_of(request.user), found))
    columns = [
        Column("name", _("Name"), lambda row: row.user.name),
        Column("email", _("E-mail address"), lambda row: row.user.email),
        Column(
            "organisation",
            pgettext("organisation of a participant", "From"),
            lambda row: row.organisation.name if row.organisation else "",
        ),
        Column("state", _("State"), lambda row: row.get_state_display()),
        Column("asked_at", _("Asked for"), lambda row: row.asked_at, "datetime"),
        Column("note", _("Note"), lambda row: row.note),
        Column("attended", _("Was there"), lambda row: row.has_attended),
    ]
    rows = SignUp.objects.filter(event=found).select_related("user", "organisation").order_by("state", "asked_at", "pk")
    return exports.xlsx_response(columns, rows, _("participants") + f"-{found.pk}", _("Participants"))
