"""Whom call-offs are for."""

from typing import Any

from django.db import models
from django.db.models import Q

from agreements.querysets.reorganisations import of_or_before
from agreements.states.call_offs import CallOffStatus
from portal.accounts.actor import Place, Role, actor_of


class CallOffQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "CallOffQuerySet":
        """The buyer's purchasers and contacts, the cooperation's office, and the supplier see a call-off; so do those
        of a municipality that the buyer has become part of."""
        actor = actor_of(user)
        if actor.is_administrator:
            return self
        own = actor.places(Place.ORGANISATION, Role.PURCHASER, Role.CONTACT)
        return self.filter(
            Q(agreement__cooperation__in=actor.office) | of_or_before("buyer", own) | Q(supplier__in=actor.suppliers)
        )

    def standing(self) -> "CallOffQuerySet":
        """Those that count: a cancelled one does not."""
        return self.exclude(status=CallOffStatus.CANCELLED)
