"""What of policies a person sees."""

from typing import Any

from django.db import models
from django.db.models import Q

from portal.accounts.actor import actor_of


class PolicyQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "PolicyQuerySet":
        """Policies are seen by those who belong to the cooperation; those that a public decision adopted, by all."""
        actor = actor_of(user)
        if actor.is_administrator:
            return self
        return self.filter(Q(decision__is_public=True) | Q(cooperation__in=actor.cooperations))
