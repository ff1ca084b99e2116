"""Cooperations and their groups."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.organisations import rules
from portal.organisations.forms import (
    CooperationEditForm,
    CooperationForm,
    DayForm,
    GroupEditForm,
    GroupForm,
    SeatForm,
)
from portal.organisations.grants import SEAT_ROLES
from portal.organisations.models import Cooperation, Group, Membership, Seat
from portal.organisations.pages import office_of
from portal.organisations.services import cooperations as services
from portal.organisations.services import roles
from portal.organisations.services.cooperations import CooperationData
from portal.organisations.services.roles import RoleData
from portal.web import history
from portal.web.form_page import form_page
from portal.web.panels import panels_for


@require_safe
def cooperation_list(request: HttpRequest) -> HttpResponse:
    """The cooperations that this portal serves."""
    found = Cooperation.objects.visible_to(request.user).select_related("host")
    members = Membership.objects.on(timezone.localdate()).filter(cooperation__in=found)
    counts: dict[int, int] = {}
    for pk in members.values_list("cooperation", flat=True):
        counts[pk] = counts.get(pk, 0) + 1
    return render(
        request,
        "organisations/cooperations.html",
        {
            "cooperations": [(cooperation, counts.get(cooperation.pk, 0)) for cooperation in found],
            "may_found": rules.may_found(actor_of(request.user)),
        },
    )


def _cooperation(request: HttpRequest, pk: int) -> Cooperation:
    return get_object_or_404(Cooperation.objects.visible_to(request.user).select_related("host"), pk=pk)


def _crumbs(*more: Any) -> list[tuple[Any, str]]:
    return [(_("Cooperations"), reverse("cooperation-list")), *((str(o), o.get_absolute_url()) for o in more)]


@require_safe
def cooperation(request: HttpRequest, pk: int) -> HttpResponse:
    """One cooperation: its office, its groups, and what upper apps show of members and meetings."""
    found = _cooperation(request, pk)
    actor = actor_of(request.user)
    may_lead = rules.may_lead(actor, found.pk)
    groups = Group.objects.visible_to(request.user).filter(cooperation=found)
    return render(
        request,
        "organisations/cooperation.html",
        {
            "cooperation": found,
            "breadcrumbs": _crumbs(),
            "office": office_of(found),
            "belongs": actor.is_administrator or found.pk in actor.cooperations,
            "groups": groups,
            "may_lead": may_lead,
            "may_coordinate": rules.may_coordinate(actor, found.pk),
            "panels": panels_for("cooperation", request, found),
            "history": history.entries(found) if rules.may_coordinate(actor, found.pk) else None,
        },
    )


@login_required
def cooperation_create(request: HttpRequest) -> HttpResponse:
    """Found a cooperation."""
    require(rules.may_found(actor_of(request.user)))
    return form_page(
        request,
        CooperationForm(request.POST or None, user=request.user),
        save=lambda data: services.create_at(by=request.user, **data),
        title=_("Found a cooperation"),
        submit=_("Found the cooperation"),
        message=_("The cooperation is founded."),
        breadcrumbs=_crumbs(),
        cancel=reverse("cooperation-list"),
    )


@login_required
def cooperation_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a cooperation's name, contact and colour."""
    found = _cooperation(request, pk)
    require(rules.may_lead(actor_of(request.user), found.pk))

    def save(data: dict[str, Any]) -> Cooperation:
        version = data.pop("version")
        return services.update(by=request.user, cooperation_id=found.pk, version=version, data=CooperationData(**data))

    return form_page(
        request,
        CooperationEditForm(request.POST or None, user=request.user, instance=_cooperation(request, pk)),
        save=save,
        title=_("Edit %(name)s") % {"name": found},
        submit=_("Save"),
        message=_("Saved."),
        obj=found,
        breadcrumbs=_crumbs(found),
        cancel=found.get_absolute_url(),
    )


@login_required
def group_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a group."""
    found = _cooperation(request, pk)
    require(rules.may_coordinate(actor_of(request.user), found.pk))
    return form_page(
        request,
        GroupForm(request.POST or None, user=request.user),
        save=lambda data: roles.open_group(by=request.user, cooperation_id=found.pk, **data),
        title=_("Open a group"),
        submit=_("Open the group"),
        message=_("The group is open. Give its members their seats."),
        breadcrumbs=_crumbs(found),
        cancel=found.get_absolute_url(),
    )


def _group(request: HttpRequest, pk: int) -> Group:
    return get_object_or_404(Group.objects.visible_to(request.user).select_related("cooperation"), pk=pk)


@require_safe
@login_required
def group(request: HttpRequest, pk: int) -> HttpResponse:
    """One group with its dated seats."""
    found = _group(request, pk)
    may_coordinate = rules.may_coordinate(actor_of(request.user), found.cooperation_id)
    today = timezone.localdate()
    seats = found.seats.select_related("user", "organisation")
    return render(
        request,
        "organisations/group.html",
        {
            "group": found,
            "breadcrumbs": _crumbs(found.cooperation),
            "seats": seats.exclude(valid_to__lt=today).order_by("-is_chair", "user__name"),
            "former": seats.filter(valid_to__lt=today).order_by("-valid_to"),
            "today": today,
            "may_coordinate": may_coordinate,
            "panels": panels_for("group", request, found),
            "history": history.entries(found) if may_coordinate else None,
        },
    )


@login_required
def group_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a group's name and purpose, or close it."""
    found = _group(request, pk)
    require(rules.may_coordinate(actor_of(request.user), found.cooperation_id))
    initial = {field: getattr(found, field) for field in ("name", "purpose", "closed_on", "version")}
    return form_page(
        request,
        GroupEditForm(request.POST or None, user=request.user, initial=initial),
        save=lambda data: roles.update_group(by=request.user, group_id=found.pk, **data),
        title=_("Edit %(name)s") % {"name": found},
        submit=_("Save"),
        message=_("Saved."),
        obj=found,
        breadcrumbs=_crumbs(found.cooperation, found),
        cancel=found.get_absolute_url(),
    )


@login_required
def seat_give(request: HttpRequest, pk: int) -> HttpResponse:
    """Give somebody a seat in a group."""
    found = _group(request, pk)
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
        breadcrumbs=_crumbs(found.cooperation, found),
        cancel=found.get_absolute_url(),
        done=found.get_absolute_url(),
    )


@login_required
def seat_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Say when somebody leaves a group."""
    seen = Seat.objects.filter(group__in=Group.objects.visible_to(request.user))
    row = get_object_or_404(seen.select_related("group__cooperation", "user"), pk=pk)
    require(rules.may_coordinate(actor_of(request.user), row.group.cooperation_id))
    return form_page(
        request,
        DayForm(request.POST or None, user=request.user, initial={"on": row.valid_to or timezone.localdate()}),
        save=lambda data: roles.end_seat(by=request.user, seat_id=row.pk, on=data["on"]),
        title=_("%(person)s leaves %(group)s") % {"person": row.user, "group": row.group},
        submit=_("Save"),
        message=_("Saved."),
        breadcrumbs=_crumbs(row.group.cooperation, row.group),
        cancel=row.group.get_absolute_url(),
        done=row.group.get_absolute_url(),
    )
