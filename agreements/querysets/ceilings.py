"""Whom the entries of a ceiling ledger are for. Its sums are shown as ``rules.ceilings.view_of`` says."""

from typing import Any

from django.db import models
from django.db.models import Q

from portal.accounts.actor import actor_of


class CeilingEntryQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "CeilingEntryQuerySet":
        """The cooperation's office sees all entries, people of a buyer those of their own organisation."""
        actor = actor_of(user)
        if actor.is_administrator:
            return self
        return self.filter(Q(agreement__cooperation__in=actor.office) | Q(buyer__in=actor.organisations))


class TurnoverFileQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "TurnoverFileQuerySet":
        """The cooperation's office sees the files that were handed in, and so does the administrator."""
        actor = actor_of(user)
        return self if actor.is_administrator else self.filter(agreement__cooperation__in=actor.office)
