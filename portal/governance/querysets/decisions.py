"""What of decisions a person sees."""

from typing import Any

from django.db import models

from portal.accounts.actor import actor_of


class DecisionQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "DecisionQuerySet":
        """Decisions are seen by those who see their meeting."""
        actor = actor_of(user)
        return self if actor.is_administrator else self.filter(meeting__cooperation__in=actor.cooperations)
