"""What other pages show of decisions: what waits to be decided, what is due, and the latest."""

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from portal.accounts.actor import Place, Role, actor_of
from portal.governance.agenda.reading import lines
from portal.governance.models import AgendaItem, AgendaKind, Decision, DecisionCondition, Policy
from portal.governance.states.meetings import MeetingState
from portal.organisations.models import Cooperation, GroupKind
from portal.organisations.periods import valid_on

LATEST = 5
SHOWN = 6
#: Conditions are shown so long before they are due.
AHEAD = timedelta(days=60)
TO_COME = (MeetingState.POLLED, MeetingState.PLANNED, MeetingState.CALLED)


def to_decide(cooperations: Any) -> Any:
    """What waits to be decided in the steering groups of cooperations, or by all members: the items for decision of
    meetings to come."""
    steering = Q(meeting__group=None) | Q(meeting__group__kind=GroupKind.STEERING)
    waiting = AgendaItem.objects.filter(
        steering,
        kind=AgendaKind.DECISION,
        decisions=None,
        meeting__cooperation__in=cooperations,
        meeting__state__in=TO_COME,
        meeting__held_on__gte=timezone.localdate(),
    )
    return waiting.select_related("meeting").order_by("meeting__held_on", "meeting", "position")


def conditions_due(cooperations: Any) -> Any:
    """The open conditions of cooperations that are overdue or fall due before long."""
    return (
        DecisionCondition.objects.open()
        .filter(decision__meeting__cooperation__in=cooperations, due_on__lte=timezone.localdate() + AHEAD)
        .select_related("decision", "responsible")
    )


def for_leadership(request: HttpRequest, reader: Any) -> dict[str, Any] | None:
    """Decisions to take and conditions due, for the steering group and the regional manager."""
    cooperations = actor_of(request.user).places(Place.COOPERATION, Role.STEERING_GROUP, Role.MANAGER)
    if not cooperations:
        return None
    items = [line.item for line in lines(request.user, list(to_decide(cooperations)[:SHOWN])) if not line.hidden]
    due = list(conditions_due(cooperations).visible_to(request.user)[:SHOWN])
    return {"items": items, "conditions": due} if items or due else None


def of_cooperation(request: HttpRequest, cooperation: Cooperation) -> dict[str, Any] | None:
    """The latest decisions and the policies in force, as far as the reader sees them."""
    latest = Decision.objects.visible_to(request.user).filter(meeting__cooperation=cooperation)
    in_force = Policy.objects.visible_to(request.user).filter(valid_on(timezone.localdate()), cooperation=cooperation)
    found = {
        "cooperation": cooperation,
        "decisions": list(latest.select_related("meeting").order_by("-meeting__held_on", "-pk")[:LATEST]),
        "policies": list(in_force.order_by("title")[:LATEST]),
    }
    return found if found["decisions"] or found["policies"] else None
