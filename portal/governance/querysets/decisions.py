"""What of decisions a person sees, and what of them waits to be done."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from portal.accounts.actor import actor_of
from portal.governance.states.decisions import Progress
from portal.governance.states.meetings import MeetingState


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

    def of_members(self, user: Any) -> "DecisionQuerySet":
        """The decisions of the cooperations that a person belongs to, of which that person sees all."""
        actor = actor_of(user)
        return self if actor.is_administrator else self.filter(meeting__cooperation__in=actor.cooperations)

    def with_conditions(self, name: str, day: date) -> "DecisionQuerySet":
        """The decisions whose conditions have come so far: overdue and open where one of them is, met where all are."""
        rows = self.model._meta.get_field("conditions").related_model.objects.filter(decision=OuterRef("pk"))
        still_open = Exists(rows.filter(open_conditions()))
        if name == Progress.OVERDUE:
            return self.filter(Exists(rows.filter(overdue_conditions(day))))
        return self.filter(still_open) if name == Progress.OPEN else self.filter(Exists(rows)).exclude(still_open)


class ConditionQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "ConditionQuerySet":
        """Conditions are seen by those who belong to the cooperation, whether the decision is public or not."""
        actor = actor_of(user)
        return self if actor.is_administrator else self.filter(decision__meeting__cooperation__in=actor.cooperations)

    def open(self) -> "ConditionQuerySet":
        """Those that nobody has met yet, of meetings that were not cancelled."""
        return self.filter(open_conditions()).exclude(decision__meeting__state=MeetingState.CANCELLED)
