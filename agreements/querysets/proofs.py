"""Who sees a proof of the right to buy."""

from typing import Any

from django.db import models
from django.db.models import Q

from portal.accounts.actor import Place, Role, actor_of
from portal.organisations.models import Membership


class BuyingProofQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "BuyingProofQuerySet":
        """Whoever asked, the organisation's purchasing contact, and the offices of the agreement's cooperation and of
        those to which the organisation belongs."""
        actor = actor_of(user)
        if actor.is_administrator:
            return self
        if not actor.signed_in:
            return self.none()
        members = Membership.objects.filter(cooperation__in=actor.office)
        return self.filter(
            Q(asked_by=actor.user.pk)
            | Q(organisation__in=actor.places(Place.ORGANISATION, Role.CONTACT))
            | Q(agreement__cooperation__in=actor.office)
            | Q(organisation__in=members.values("organisation"))
        )
