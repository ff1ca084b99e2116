"""Whom mini-competitions are for."""

from typing import Any

from django.db import models
from django.db.models import Q

from agreements.states.call_offs import CompetitionStatus
from portal.accounts.actor import Place, Role, actor_of


class MiniCompetitionQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "MiniCompetitionQuerySet":
        """Until it is decided a mini-competition is seen by its evaluators and by the one who runs it; after that by
        the buyer's people, the cooperation's office and, what concerns themselves, the suppliers (rule 8)."""
        actor = actor_of(user)
        if not actor.signed_in:
            return self.none()
        decided = Q(status=CompetitionStatus.AWARDED)
        own = Q(pk__in=self.model.evaluators.through.objects.filter(user=user.pk).values("minicompetition"))
        return self.filter(
            own
            | Q(created_by=user.pk)
            | decided
            & (
                Q(agreement__cooperation__in=actor.office)
                | Q(buyer__in=actor.places(Place.ORGANISATION, Role.PURCHASER, Role.CONTACT))
            )
        )
