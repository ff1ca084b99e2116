"""What of decisions a person sees, and what of them waits to be done."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from portal.accounts.actor import actor_of
from portal.governance.states.meetings import MeetingState

#: How far the conditions of a decision have come, what is most pressing first.
OVERDUE, OPEN, MET = "overdue", "open", "met"


def open_conditions() -> Q:
    return Q(met_on=None)


def overdue_conditions(day: date) -> Q:
    """Those that should have been met before a day."""
    return Q(met_on=None, due_on__lt=day)


class DecisionQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "DecisionQuerySet":
        """Decisions are seen by those who belong to the cooperation; those that are public, by everybody."""
        actor = actor_of(user)
        if actor.is_administrator:
            return self
        public = Q(is_public=True) & ~Q(meeting__state=MeetingState.CANCELLED)
        return self.filter(public | Q(meeting__cooperation__in=actor.cooperations))

    def with_conditions(self, name: str, day: date) -> "DecisionQuerySet":
        """The decisions whose conditions have come so far: ``overdue`` and ``open`` where one of them is, ``met`` where
        all of them are."""
        rows = self.model._meta.get_field("conditions").related_model.objects.filter(decision=OuterRef("pk"))
        still_open = Exists(rows.filter(open_conditions()))
        if name == OVERDUE:
            return self.filter(Exists(rows.filter(overdue_conditions(day))))
        return self.filter(still_open) if name == OPEN else self.filter(Exists(rows)).exclude(still_open)


class ConditionQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "ConditionQuerySet":
        """Conditions are seen by those who belong to the cooperation, whether the decision is public or not."""
        actor = actor_of(user)
        return self if actor.is_administrator else self.filter(decision__meeting__cooperation__in=actor.cooperations)

    def open(self) -> "ConditionQuerySet":
        """Those that nobody has met yet, of meetings that were not cancelled."""
        return self.filter(open_conditions()).exclude(decision__meeting__state=MeetingState.CANCELLED)
