"""Linking what needs and requirements say of goals to the goals themselves."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.governance.models import Goal
from portal.law.secrecy import Part
from portal.web.form_page import form_page
from portal.web.lookups import whole_number
from procurements.forms.goals import LinksForm
from procurements.goals.suggesting import suggest
from procurements.models import Need, Requirement
from procurements.rules import goals as rules
from procurements.services import goals as services
from procurements.states.requirements import RequirementState
from procurements.views.requirements.common import requirement_of, seen_by, title_of, trail

#: So many of each are shown at a time: what is linked makes room for the next.
SHOWN = 25


@login_required
def requirement_goals(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Say which goals a requirement serves."""
    procurement = seen_by(request, pk, Part.REQUIREMENTS)
    found = requirement_of(request, procurement, number)
    require(rules.may_link_requirement(actor_of(request.user), found))
    return _linked(
        request,
        found,
        rules.goals_of_requirement(found),
        lambda **said: services.link_requirement(by=request.user, requirement_id=found.pk, **said),
        breadcrumbs=[*trail(procurement), (title_of(found), found.get_absolute_url())],
    )


@login_required
def need_goals(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which goals a need serves."""
    found = get_object_or_404(Need.objects.visible_to(request.user).select_related("organisation"), pk=pk)
    require(rules.may_link_need(actor_of(request.user), found))
    return _linked(
        request,
        found,
        rules.goals_of_need(found),
        lambda **said: services.link_need(by=request.user, need_id=pk, **said),
        breadcrumbs=[(_("Needs"), reverse("need-list")), (found.what, found.get_absolute_url())],
    )


def _linked(request: HttpRequest, row: Any, known: Any, link: Any, **more: Any) -> HttpResponse:
    links = list(row.goal_links.all())
    first = {
        "goals": [entry.goal_id for entry in links if entry.goal_id],
        "none_fits": any(entry.goal_id is None for entry in links),
    }
    chosen = set(first["goals"])  # type: ignore[arg-type]
    goals = known.filter(Q(pk__in=chosen) | Q(pk__in=known.in_force(timezone.localdate())))
    return form_page(
        request,
        LinksForm(request.POST or None, user=request.user, known=goals, initial=first),
        save=lambda said: link(goals=[goal.pk for goal in said["goals"]], none_fits=said["none_fits"]),
        title=_("Link to goals"),
        lead=_("What was typed stays as it is. What is linked is found from the goal, and followed up."),
        submit=_("Save the links"),
        message=_("The links are saved."),
        cancel=row.get_absolute_url(),
        done=row.get_absolute_url(),
        template="procurements/goals/link.html",
        context=lambda: {"row": row, "suggested": suggest(row.goals, goals), "any": goals.exists()},
        **more,
    )


@require_safe
@login_required
def goal_unlinked(request: HttpRequest) -> HttpResponse:
    """What names a goal in words and is linked to none, for the office, with what the words may mean."""
    actor = actor_of(request.user)
    require(rules.may_sort_out(actor))
    return render(
        request,
        "procurements/goals/unlinked.html",
        {
            "breadcrumbs": [(_("Goals"), reverse("goal-list"))],
            "requirements": _suggested(_requirements(request), rules.goals_of_requirement),
            "needs": _suggested(_needs(request), rules.goals_of_need),
            "shown": SHOWN,
        },
    )


@login_required
@require_POST
def goal_link(request: HttpRequest) -> HttpResponse:
    """Link one of the list to a goal in one press, or say that none fits."""
    require(rules.may_sort_out(actor_of(request.user)))
    pk = whole_number(request.POST.get("row", "")) or 0
    rows = _requirements(request) if request.POST.get("kind") == "requirement" else _needs(request)
    row = get_object_or_404(rows, pk=pk)
    goal = whole_number(request.POST.get("goal", ""))
    services.link_one(row, by=request.user, goal_id=goal or None)
    messages.success(request, _("Linked.") if goal else _("Noted: none fits."))
    return redirect("goal-unlinked")


def _requirements(request: HttpRequest) -> Any:
    """The requirements of the reader's cooperations that name goals in words only; what was declined asks nothing."""
    own = Requirement.objects.visible_to(request.user).filter(
        procurement__cooperation__in=actor_of(request.user).office, goal_links=None
    )
    return (
        own.exclude(goals="")
        .exclude(state=RequirementState.DECLINED)
        .select_related("procurement")
        .order_by("procurement", "position", "number")
    )


def _needs(request: HttpRequest) -> Any:
    """The needs of the reader's cooperations that name goals in words only."""
    own = Need.objects.visible_to(request.user).standing().filter(goal_links=None).exclude(goals="")
    return own.select_related("organisation").order_by("-pk")


def _suggested(rows: Any, goals_of: Any) -> tuple[list[tuple[Any, list[Goal]]], int]:
    """As many rows as are shown, each with the goals that its words may mean, and how many there are."""
    today = timezone.localdate()
    shown = list(rows[:SHOWN])
    known: dict[Any, list[Goal]] = {}
    found = []
    for row in shown:
        place = row.procurement.cooperation_id if isinstance(row, Requirement) else row.organisation_id
        key = (type(row), place)
        if key not in known:
            known[key] = list(goals_of(row).in_force(today))
        found.append((row, suggest(row.goals, known[key])))
    return found, len(shown) if len(shown) < SHOWN else rows.count()
