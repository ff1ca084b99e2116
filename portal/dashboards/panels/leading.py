"""Panels of those who lead: the regional manager, the steering group, the working group, the agreement groups."""

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest

from portal.accounts.actor import Place, Role
from portal.dashboards.reader import Reader
from portal.governance.models import Meeting
from portal.governance.states.meetings import MeetingState
from portal.organisations.models import Group, Membership, OrganisationKind
from portal.organisations.rules import roles_to_give

DECISIONS = 4
CANDIDATES = 5
LATEST_MEMBERS = 3


def figures(request: HttpRequest, reader: Reader) -> dict[str, Any] | None:
    """The six figures that the leadership follows; each leads to its rows, all of them to the dashboard."""
    cooperations = reader.cooperations(Role.MANAGER, Role.STEERING_GROUP)
    return {"all": [reader.figures(cooperation) for cooperation in cooperations]} if cooperations else None


def candidates(request: HttpRequest, reader: Reader) -> dict[str, Any] | None:
    """What several members could buy together, most municipalities first."""
    cooperations = reader.cooperations(Role.MANAGER, Role.WORKING_GROUP)
    if not cooperations:
        return None
    return {"all": [(row, reader.figures(row).candidates[:CANDIDATES]) for row in cooperations]}


def members(request: HttpRequest, reader: Reader) -> dict[str, Any] | None:
    """Who belongs to the regional manager's cooperation: how many, and who came last."""
    cooperations = reader.cooperations(Role.MANAGER)
    if not cooperations:
        return None
    today = Membership.objects.on(reader.today).filter(cooperation__in=cooperations)
    company = Q(organisation__kind=OrganisationKind.COMPANY)
    counted = {
        pk: (everyone, companies)
        for pk, everyone, companies in today.order_by()
        .values_list("cooperation")
        .annotate(everyone=Count("pk"), companies=Count("pk", filter=company))
    }
    return {
        "places": [(row, *counted.get(row.pk, (0, 0))) for row in cooperations],
        "latest": today.select_related("organisation").order_by("-valid_from", "-pk")[:LATEST_MEMBERS],
        "may_invite": bool(roles_to_give(reader.actor)),
    }


def meetings(request: HttpRequest, reader: Reader) -> dict[str, Any] | None:
    """The next meeting and the last one with what it decided, of the reader's groups or of all members. One whose date
    is still asked for, or that was cancelled, is neither."""
    cooperations = reader.cooperations(Role.MANAGER, Role.STEERING_GROUP, Role.WORKING_GROUP)
    if not cooperations:
        return None
    unsettled = (MeetingState.POLLED, MeetingState.CANCELLED)
    seen = Meeting.objects.visible_to(reader.user).filter(cooperation__in=cooperations).exclude(state__in=unsettled)
    office = reader.actor.places(Place.COOPERATION, Role.MANAGER)
    own = seen.filter(
        Q(cooperation__in=office) | Q(group=None) | Q(group__in=reader.actor.places(Place.GROUP))
    ).select_related("group", "cooperation")
    over = Q(held_on__lt=reader.today) | Q(state__in=(MeetingState.HELD, MeetingState.APPROVED))
    coming = own.exclude(over).order_by("held_on", "pk").first()
    last = own.filter(over).prefetch_related("decisions").first()
    return {
        "coming": coming,
        "last": last,
        "decisions": list(last.decisions.all())[:DECISIONS] if last else [],
        "cooperations": cooperations,
    }


def groups(request: HttpRequest, reader: Reader) -> dict[str, Any] | None:
    """The groups in which the reader has a seat."""
    places = reader.actor.places(Place.GROUP)
    if not places:
        return None
    return {"groups": Group.objects.visible_to(reader.user).filter(pk__in=places).select_related("cooperation")}
