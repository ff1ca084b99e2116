"""Which handovers a person sees."""

from typing import Any

from django.db import models
from django.db.models import Q

from portal.accounts.actor import actor_of


class HandoverQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "HandoverQuerySet":
        """Handovers are seen by the cooperation's office, by whoever ordered them and whom they hand something to, and
        by the administrator."""
        actor = actor_of(user)
        if actor.is_administrator:
            return self
        if not actor.signed_in:
            return self.none()
        own = Q(ordered_by=actor.user.pk) | Q(items__to=actor.user.pk)
        return self.filter(Q(cooperation__in=actor.office) | own & Q(cooperation__in=actor.cooperations)).distinct()
