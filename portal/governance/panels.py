"""What pages of cooperations, organisations and groups show of meetings and of the decisions that members stand on."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from portal.accounts.actor import actor_of
from portal.governance.first_steps.steps import progress
from portal.governance.models import Meeting
from portal.organisations import rules
from portal.organisations.models import Cooperation, Group, Membership, OrganisationKind
from portal.reference.collation import alphabet_for

LATEST = 5


def members(request: HttpRequest, cooperation: Cooperation) -> dict[str, Any]:
    """Who belongs to the cooperation, today and before; who belongs to it also sees by which decision."""
    actor, today = actor_of(request.user), timezone.localdate()
    sort = f"organisation__sort_{alphabet_for(get_language() or '')}"
    rows = (
        Membership.objects.visible_to(request.user)
        .filter(cooperation=cooperation)
        .select_related("organisation", "decided_by__decision", "ended_by__decision")
        .order_by(sort, "valid_from")
    )
    current = [row for row in rows if row.valid_to is None or row.valid_to >= today]
    companies = set(
        Membership.objects.filter(pk__in=[row.pk for row in current], organisation__companies__isnull=False)
        .values_list("pk", flat=True)
        .distinct()
    )
    return {
        "cooperation": cooperation,
        "members": [row for row in current if row.organisation.kind != OrganisationKind.COMPANY],
        "member_companies": [row for row in current if row.organisation.kind == OrganisationKind.COMPANY],
        "former": [row for row in rows if row not in current],
        "with_companies": companies,
        "sees_decisions": actor.is_administrator or cooperation.pk in actor.cooperations,
        "may_coordinate": rules.may_coordinate(actor, cooperation.pk),
        "today": today,
    }


def meetings_of_cooperation(request: HttpRequest, cooperation: Cooperation) -> dict[str, Any] | None:
    """The latest meetings, for those who belong to the cooperation."""
    actor = actor_of(request.user)
    if not (actor.is_administrator or cooperation.pk in actor.cooperations):
        return None
    found = Meeting.objects.visible_to(request.user).filter(cooperation=cooperation).select_related("group")
    return {
        "cooperation": cooperation,
        "meetings": found[:LATEST],
        "may_coordinate": rules.may_coordinate(actor, cooperation.pk),
    }


def meetings_of_group(request: HttpRequest, group: Group) -> dict[str, Any]:
    """The group's latest meetings."""
    return {
        "cooperation": group.cooperation,
        "group_pk": group.pk,
        "meetings": Meeting.objects.visible_to(request.user).filter(group=group).select_related("group")[:LATEST],
        "may_coordinate": rules.may_coordinate(actor_of(request.user), group.cooperation_id),
    }


def first_steps(request: HttpRequest, obj: None) -> dict[str, Any] | None:
    """What remains of the first steps, for the administrator, until nothing does."""
    if not actor_of(request.user).is_administrator:
        return None
    state = progress()
    return state if state["following"] else None
