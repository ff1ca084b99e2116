"""Meetings."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.governance.forms.meetings import MeetingForm
from portal.governance.models import Meeting
from portal.governance.services import meetings as services
from portal.governance.services.meetings import MEETING_FIELDS, MeetingData
from portal.governance.views.common import crumbs, own_cooperation
from portal.organisations import rules
from portal.web import history
from portal.web.columns import Column
from portal.web.form_page import form_page
from portal.web.formats import number
from portal.web.lists import list_page
from portal.web.panels import panels_for


@require_safe
@login_required
def meeting_list(request: HttpRequest, pk: int) -> HttpResponse:
    """A cooperation's meetings."""
    found = own_cooperation(request, pk)
    return list_page(
        request,
        queryset=Meeting.objects.visible_to(request.user).filter(cooperation=found).select_related("group"),
        columns=[
            Column("title", _("Title"), lambda m: m.title, sort="title", link=lambda m: m.get_absolute_url()),
            Column("held_on", _("Held on"), lambda m: m.held_on, kind="date", sort="held_on"),
            Column("group", _("Group"), lambda m: m.group.name if m.group else _("all members"), sort="group__name"),
            Column("place", _("Place"), lambda m: m.place),
        ],
        template="governance/meetings.html",
        title=_("Meetings of %(name)s") % {"name": found},
        default_sort="-held_on",
        filename=_("meetings"),
        noun=lambda n: ngettext("%(n)s meeting", "%(n)s meetings", n) % {"n": number(n)},
        search_param=None,
        empty=_("No meeting has been registered yet."),
        context={"cooperation": found, "may_coordinate": rules.may_coordinate(actor_of(request.user), found.pk)},
    )


def meeting_of(request: HttpRequest, pk: int) -> Meeting:
    """A meeting that the reader sees; 404 for all others."""
    return get_object_or_404(Meeting.objects.visible_to(request.user).select_related("cooperation", "group"), pk=pk)


@require_safe
@login_required
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """One meeting: its minutes and decisions."""
    found = meeting_of(request, pk)
    may_coordinate = rules.may_coordinate(actor_of(request.user), found.cooperation_id)
    return render(
        request,
        "governance/meeting.html",
        {
            "meeting": found,
            "breadcrumbs": crumbs(found.cooperation, *([found.group] if found.group else [])),
            "decisions": found.decisions.prefetch_related("memberships__membership__organisation", "conditions"),
            "may_coordinate": may_coordinate,
            "panels": panels_for("meeting", request, found),
            "history": history.entries(found) if may_coordinate else None,
        },
    )


def _meeting_data(data: dict[str, Any]) -> MeetingData:
    return MeetingData(**{field: data[field] for field in MEETING_FIELDS})


@login_required
def meeting_register(request: HttpRequest, pk: int) -> HttpResponse:
    """Register a meeting."""
    found = own_cooperation(request, pk)
    require(rules.may_coordinate(actor_of(request.user), found.pk))
    initial = {"held_on": timezone.localdate(), "group": request.GET.get("group")}
    return form_page(
        request,
        MeetingForm(request.POST or None, user=request.user, initial=initial, cooperation_id=found.pk),
        save=lambda data: services.register_meeting(by=request.user, cooperation_id=found.pk, data=_meeting_data(data)),
        title=_("Register a meeting"),
        submit=_("Register the meeting"),
        message=_("The meeting is registered. Record its decisions."),
        breadcrumbs=crumbs(found),
        cancel=found.get_absolute_url(),
    )


@login_required
def meeting_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is written of a meeting."""
    found = meeting_of(request, pk)
    require(rules.may_coordinate(actor_of(request.user), found.cooperation_id))
    initial = {field: getattr(found, field) for field in (*MEETING_FIELDS, "version")}
    return form_page(
        request,
        MeetingForm(request.POST or None, user=request.user, initial=initial, cooperation_id=found.cooperation_id),
        save=lambda data: services.update_meeting(
            by=request.user, meeting_id=found.pk, version=data["version"] or 0, data=_meeting_data(data)
        ),
        title=_("Edit %(name)s") % {"name": found},
        submit=_("Save"),
        message=_("Saved."),
        obj=found,
        breadcrumbs=crumbs(found.cooperation, found),
        cancel=found.get_absolute_url(),
    )
