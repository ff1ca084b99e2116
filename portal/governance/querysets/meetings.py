"""What of meetings a person sees."""

from typing import Any

from django.db import models

from portal.accounts.actor import actor_of


class MeetingQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "MeetingQuerySet":
        """Meetings are seen by those who belong to the cooperation, and by the administrator."""
        actor = actor_of(user)
        return self if actor.is_administrator else self.filter(cooperation__in=actor.cooperations)
