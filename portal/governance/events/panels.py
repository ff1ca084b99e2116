"""What start pages and pages of cooperations show of events."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from portal.accounts.actor import actor_of
from portal.governance.events.wording import when
from portal.governance.models import Event
from portal.governance.states.events import SIGN_UP_TONES
from portal.organisations.models import Cooperation

NEXT = 4


def _coming(request: HttpRequest, **among: Any) -> dict[str, Any] | None:
    now = timezone.now()
    found = Event.objects.visible_to(request.user).with_own_sign_up(request.user).coming(now).filter(**among)
    events = list(found.order_by("starts_at", "pk")[:NEXT])
    return {"events": events, "when": when, "tones": SIGN_UP_TONES} if events else None


def of_reader(request: HttpRequest, reader: Any) -> dict[str, Any] | None:
    """The next events of the reader's cooperations, with the reader's own place."""
    actor = actor_of(request.user)
    return _coming(request, cooperation__in=actor.cooperations) if actor.cooperations else None


def of_cooperation(request: HttpRequest, cooperation: Cooperation) -> dict[str, Any] | None:
    """The cooperation's next events, as far as the reader sees them."""
    return _coming(request, cooperation=cooperation)
