"""What of the needs a person sees."""

from typing import Any

from django.db import models
from django.db.models import Q

from portal.accounts.actor import Place, Role, actor_of
from portal.organisations.models import Membership


class NeedQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "NeedQuerySet":
        """Whoever reported it, the organisation's purchasing contact and deputy, and the offices of the cooperations
        to which the organisation belongs."""
        actor = actor_of(user)
        if actor.is_administrator:
            return self
        if not actor.signed_in:
            return self.none()
        members = Membership.objects.filter(cooperation__in=actor.office)
        return self.filter(
            Q(reported_by=actor.user.pk)
            | Q(organisation__in=actor.places(Place.ORGANISATION, Role.CONTACT))
            | Q(organisation__in=members.values("organisation"))
        )
