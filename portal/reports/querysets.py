"""Which reports a person sees."""

from typing import Any

from django.db import models

from portal.accounts.actor import actor_of
from portal.figures.rules import cooperations_read_by


class ReportQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "ReportQuerySet":
        """The reports of the cooperations whose figures the person reads; all, for the administrator."""
        actor = actor_of(user)
        return self if actor.is_administrator else self.filter(cooperation__in=cooperations_read_by(actor))
