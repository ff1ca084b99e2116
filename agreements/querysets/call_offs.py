"""Whom call-offs are for."""

from typing import Any

from django.db import models
from django.db.models import Q

from portal.accounts.actor import Place, Role, actor_of


class CallOffQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "CallOffQuerySet":
        """The buyer's purchasers and contacts, the cooperation's office, and the supplier see a call-off."""
        actor = actor_of(user)
        if actor.is_administrator:
            return self
        return self.filter(
            Q(agreement__cooperation__in=actor.office)
            | Q(buyer__in=actor.places(Place.ORGANISATION, Role.PURCHASER, Role.CONTACT))
            | Q(supplier__in=actor.suppliers)
        )
