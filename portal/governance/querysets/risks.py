"""What of risks a person sees, and which weigh most."""

from typing import Any

from django.db import models

from portal.accounts.actor import actor_of
from portal.governance.states.risks import STANDING


class RiskQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "RiskQuerySet":
        """Risks are seen by those who belong to the cooperation, and by the administrator."""
        actor = actor_of(user)
        return self if actor.is_administrator else self.filter(cooperation__in=actor.cooperations)

    def standing(self) -> "RiskQuerySet":
        """Those that have not been closed."""
        return self.filter(state__in=STANDING)

    def heaviest_first(self) -> "RiskQuerySet":
        """By what they weigh; of two that weigh the same, the one with the graver consequence first."""
        return self.order_by("-score", "-consequence", "title", "pk")
