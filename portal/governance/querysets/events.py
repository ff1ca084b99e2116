"""What of events a person sees."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery

from portal.accounts.actor import actor_of
from portal.governance.states.events import EventState, SignUpState


class EventQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "EventQuerySet":
        """Announced events are seen by those who belong to the cooperation, and by anybody where they are public;
        drafts by the office alone."""
        actor = actor_of(user)
        if actor.is_administrator:
            return self
        own = Q(cooperation__in=actor.cooperations)
        announced = Q(announced_at__isnull=False) & (Q(is_public=True) | own)
        return self.filter(announced | Q(cooperation__in=actor.office))

    def coming(self, now: datetime) -> "EventQuerySet":
        """Announced, and not over yet."""
        return self.filter(state=EventState.ANNOUNCED, ends_at__gte=now)

    def with_places(self) -> "EventQuerySet":
        """Each with ``taken`` and ``queued``: how many have a place, and how many wait for one."""
        taken = Count("sign_ups", filter=Q(sign_ups__state=SignUpState.SIGNED_UP), distinct=True)
        queued = Count("sign_ups", filter=Q(sign_ups__state=SignUpState.WAITING), distinct=True)
        return self.annotate(taken=taken, queued=queued)

    def with_own_sign_up(self, user: Any) -> "EventQuerySet":
        """Each with ``own_sign_up``: the state of the reader's own place, None without one."""
        sign_ups = self.model._meta.get_field("sign_ups").related_model.objects
        own = sign_ups.filter(event=OuterRef("pk"), user=user.pk or 0)
        return self.annotate(own_sign_up=Subquery(own.values("state")[:1]))


class SignUpQuerySet(models.QuerySet):
    def taken(self) -> "SignUpQuerySet":
        return self.filter(state=SignUpState.SIGNED_UP)

    def waiting(self) -> "SignUpQuerySet":
        """Those who wait, in the order in which they move up."""
        return self.filter(state=SignUpState.WAITING).order_by("asked_at", "pk")
