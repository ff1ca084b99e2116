"""Seats in groups: who has one, with which office, and who stands in for whom."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.organisations import rules
from portal.organisations.forms import DayForm, DeputyForm, SeatForm
from portal.organisations.grants import SEAT_ROLES
from portal.organisations.models import Group, Seat, SeatDeputy, SeatOffice
from portal.organisations.services import roles
from portal.organisations.services.roles import RoleData
from portal.organisations.views.cooperations import crumbs, group_of
from portal.web.form_page import form_page
from portal.workflow.errors import Refused


@login_required
def seat_give(request: HttpRequest, pk: int) -> HttpResponse:
    """Give somebody a seat in a group."""
    found = group_of(request, pk)
    require(rules.may_coordinate(actor_of(request.user), found.cooperation_id))

    def save(data: dict[str, Any]) -> Any:
        person = data.pop("person")
        role = RoleData(role=SEAT_ROLES.get(found.kind, ""), group=found, **data)
        return roles.give(by=request.user, person_id=person.pk, role=role)

    return form_page(
        request,
        SeatForm(request.POST or None, user=request.user, initial={"valid_from": timezone.localdate()}),
        save=save,
        title=_("Give a seat in %(name)s") % {"name": found},
        lead=_("Somebody who has no account yet is invited under People."),
        submit=_("Give the seat"),
        message=_("The seat is given."),
        breadcrumbs=crumbs(found.cooperation, found),
        cancel=found.get_absolute_url(),
        done=found.get_absolute_url(),
    )


@login_required
def seat_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Say when somebody leaves a group."""
    row = _seat(request, pk)
    return form_page(
        request,
        DayForm(request.POST or None, user=request.user, initial={"on": row.valid_to or timezone.localdate()}),
        save=lambda data: roles.end_seat(by=request.user, seat_id=row.pk, on=data["on"]),
        title=_("%(person)s leaves %(group)s") % {"person": row.user, "group": row.group},
        submit=_("Save"),
        message=_("Saved."),
        breadcrumbs=crumbs(row.group.cooperation, row.group),
        cancel=row.group.get_absolute_url(),
        done=row.group.get_absolute_url(),
    )


def _seat(request: HttpRequest, pk: int) -> Seat:
    """A seat that the reader keeps; 403 for others who see the group."""
    seen = Seat.objects.filter(group__in=Group.objects.visible_to(request.user))
    row = get_object_or_404(seen.select_related("group__cooperation", "user"), pk=pk)
    require(rules.may_coordinate(actor_of(request.user), row.group.cooperation_id))
    return row


@require_POST
@login_required
def seat_office(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the holder of a seat an office in the group."""
    row = _seat(request, pk)
    office = request.POST.get("office", "")
    if office in SeatOffice.values:
        try:
            roles.give_office(by=request.user, seat_id=row.pk, office=office)
        except Refused as refused:
            messages.error(request, str(refused.answer))
        else:
            messages.success(request, _("The office is given."))
    return redirect(row.group)


@login_required
def seat_deputy_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Name a deputy for the holder of a seat."""
    row = _seat(request, pk)
    group = row.group
    return form_page(
        request,
        DeputyForm(request.POST or None, user=request.user, initial={"valid_from": timezone.localdate()}),
        save=lambda said: roles.add_deputy(
            by=request.user,
            seat_id=row.pk,
            person_id=said["person"].pk,
            valid_from=said["valid_from"],
            valid_to=said["valid_to"],
        ),
        title=_("A deputy for %(person)s") % {"person": row.user},
        lead=_("Called to the meetings as well, and takes the seat when its holder cannot come."),
        submit=_("Add the deputy"),
        message=_("The deputy is added."),
        breadcrumbs=crumbs(group.cooperation, group),
        cancel=group.get_absolute_url(),
        done=group.get_absolute_url(),
    )


@login_required
def seat_deputy_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Say until when somebody is a deputy."""
    deputy = get_object_or_404(SeatDeputy.objects.select_related("user"), pk=pk)
    row = _seat(request, deputy.seat_id)
    group = row.group
    return form_page(
        request,
        DayForm(request.POST or None, user=request.user, initial={"on": deputy.valid_to or timezone.localdate()}),
        save=lambda said: roles.end_deputy(by=request.user, deputy_id=deputy.pk, on=said["on"]),
        title=_("%(deputy)s is no longer deputy of %(person)s") % {"deputy": deputy.user, "person": row.user},
        submit=_("Save"),
        message=_("Saved."),
        breadcrumbs=crumbs(group.cooperation, group),
        cancel=group.get_absolute_url(),
        done=group.get_absolute_url(),
    )
