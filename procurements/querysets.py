"""What of the procurements a person sees."""

from typing import Any

from django.db import models
from django.db.models import Q

from portal.accounts.actor import actor_of
from procurements.states import Stage


class ProcurementQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "ProcurementQuerySet":
        """From planned on a procurement is public; a draft is seen by the cooperation's office, and so is one that
        was cancelled before it was planned."""
        actor = actor_of(user)
        if actor.is_administrator:
            return self
        public = ~Q(stage=Stage.DRAFT) & Q(planned_at__isnull=False)
        return self.filter(public | Q(cooperation__in=actor.office))

    def planned(self) -> "ProcurementQuerySet":
        return self.filter(stage=Stage.PLANNED)
