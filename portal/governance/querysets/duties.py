"""What of duties, their holders and competence a person sees."""

from datetime import date
from typing import Any

from django.db import models

from portal.accounts.actor import actor_of
from portal.organisations.periods import valid_on


class DutyQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "DutyQuerySet":
        """Duties are seen by those who belong to the cooperation, and by the administrator."""
        actor = actor_of(user)
        return self if actor.is_administrator else self.filter(cooperation__in=actor.cooperations)

    def on(self, day: date) -> "DutyQuerySet":
        return self.filter(valid_on(day))


class ResponsibilityQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "ResponsibilityQuerySet":
        """Who holds a duty is seen by those who see the duty."""
        actor = actor_of(user)
        return self if actor.is_administrator else self.filter(duty__cooperation__in=actor.cooperations)


class CompetenceQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "CompetenceQuerySet":
        """The map of competence is for those who belong to the cooperation, and for the administrator."""
        actor = actor_of(user)
        return self if actor.is_administrator else self.filter(cooperation__in=actor.cooperations)
