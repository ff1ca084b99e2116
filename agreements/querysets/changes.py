"""Whom an agreement's changes are for."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q

from agreements.states.changes import ChangeKind, ChangeStatus
from portal.accounts.actor import actor_of


class ChangeQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "ChangeQuerySet":
        """What is in effect is for the cooperation's own people; what is proposed for its office alone."""
        actor = actor_of(user)
        if actor.is_administrator:
            return self
        return self.filter(
            Q(agreement__cooperation__in=actor.office)
            | Q(agreement__cooperation__in=actor.cooperations, status=ChangeStatus.IN_EFFECT)
        )

    def awaiting_confirmation(self) -> "ChangeQuerySet":
        """Proposed, and not confirmed by anybody yet."""
        return self.filter(status=ChangeStatus.PROPOSED)

    def past_maximum(self, first: date, last: date) -> "ChangeQuerySet":
        """What raised a maximum, or recorded turnover past it, with effect on one of the days."""
        return self.filter(
            kind=ChangeKind.MAXIMUM,
            needs_two=True,
            status=ChangeStatus.IN_EFFECT,
            effective_on__gte=first,
            effective_on__lte=last,
        )

    def due(self, day: date) -> "ChangeQuerySet":
        """Confirmed changes whose day has come."""
        return self.filter(status=ChangeStatus.CONFIRMED, effective_on__lte=day)
