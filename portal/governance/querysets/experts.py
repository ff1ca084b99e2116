"""What of the register of experts a person sees."""

from typing import Any

from django.db import models
from django.db.models import Q

from portal.accounts.actor import Place, Role, actor_of
from portal.governance.states.experts import ExpertState


class ExpertQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "ExpertQuerySet":
        """Shared experts are seen in the cooperation by the members that they are shared with.

        One without consent is known to those alone who may ask for it: the office, the contacts of the member that
        the person works for, who wrote the entry, and the person. Of one who withdrew, or was removed, the office sees
        what remains.
        """
        actor = actor_of(user)
        if actor.is_administrator:
            return self
        if not actor.signed_in:
            return self.none()
        office = Q(cooperation__in=actor.office)
        unrestricted = ~Q(pk__in=self.model.shared_with.through.objects.values("expert"))
        mine = Q(shared_with__in=actor.organisations) | Q(organisation__in=actor.organisations)
        shared = Q(state=ExpertState.SHARED, cooperation__in=actor.cooperations) & (unrestricted | mine)
        asking = Q(organisation__in=actor.places(Place.ORGANISATION, Role.CONTACT)) | Q(created_by=actor.user.pk)
        awaiting = Q(state=ExpertState.AWAITING, cooperation__in=actor.cooperations) & asking
        own = Q(user=actor.user.pk)
        found = self.model.objects.filter(office | shared | awaiting | own).values("pk")
        return self.filter(pk__in=found)

    def in_use(self) -> "ExpertQuerySet":
        """Without those who withdrew or were removed."""
        return self.filter(state__in=[ExpertState.AWAITING, ExpertState.SHARED])
