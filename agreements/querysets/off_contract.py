"""Whom off-contract notices are for."""

from typing import Any

from django.db import models
from django.db.models import Q

from portal.accounts.actor import Place, Role, actor_of


class OffContractQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "OffContractQuerySet":
        """The buyer's purchasing contacts and the cooperation's office see all, a purchaser those of the own hand."""
        actor = actor_of(user)
        if actor.is_administrator:
            return self
        if not actor.signed_in:
            return self.none()
        return self.filter(
            Q(agreement__cooperation__in=actor.office)
            | Q(buyer__in=actor.places(Place.ORGANISATION, Role.CONTACT))
            | Q(created_by=user.pk)
        )
