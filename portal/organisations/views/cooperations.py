"""Cooperations and their groups."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
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
    GroupEditForm,
    GroupForm,
)
from portal.organisations.models import Cooperation, Group, Membership, SeatDeputy, SeatOffice
from portal.organisations.pages import OFFICE_ORDER, office_of
from portal.organisations.services import cooperations as services
from portal.organisations.services import roles
from portal.organisations.services.cooperations import CooperationData
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


def crumbs(*more: Any) -> list[tuple[Any, str]]:
    """The way to a page of a cooperation."""
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
            "breadcrumbs": crumbs(),
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
        breadcrumbs=crumbs(),
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
        breadcrumbs=crumbs(found),
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
        breadcrumbs=crumbs(found),
        cancel=found.get_absolute_url(),
    )


def group_of(request: HttpRequest, pk: int) -> Group:
    """A group that the reader sees; 404 for all others."""
    return get_object_or_404(Group.objects.visible_to(request.user).select_related("cooperation"), pk=pk)


@require_safe
@login_required
def group(request: HttpRequest, pk: int) -> HttpResponse:
    """One group with its dated seats."""
    found = group_of(request, pk)
    may_coordinate = rules.may_coordinate(actor_of(request.user), found.cooperation_id)
    today = timezone.localdate()
    deputies = SeatDeputy.objects.exclude(valid_to__lt=today).select_related("user")
    seats = found.seats.select_related("user", "organisation").prefetch_related(Prefetch("deputies", deputies))
    return render(
        request,
        "organisations/group.html",
        {
            "group": found,
            "breadcrumbs": crumbs(found.cooperation),
            "seats": seats.exclude(valid_to__lt=today).order_by(OFFICE_ORDER, "user__name"),
            "offices": SeatOffice.choices,
            "former": seats.filter(valid_to__lt=today).order_by("-valid_to"),
            "today": today,
            "may_coordinate": may_coordinate,
            "panels": panels_for("group", request, found),
            "history": history.entries(found) if may_coordinate else None,
        },
    )


@login_required
def group_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a group's name, purpose and quorum, or close it."""
    found = group_of(request, pk)
    require(rules.may_coordinate(actor_of(request.user), found.cooperation_id))
    initial = {field: getattr(found, field) for field in ("name", "purpose", "quorum", "closed_on", "version")}
    return form_page(
        request,
        GroupEditForm(request.POST or None, user=request.user, initial=initial),
        save=lambda data: roles.update_group(by=request.user, group_id=found.pk, **data),
        title=_("Edit %(name)s") % {"name": found},
        submit=_("Save"),
        message=_("Saved."),
        obj=found,
        breadcrumbs=crumbs(found.cooperation, found),
        cancel=found.get_absolute_url(),
    )
