"""Whom mini-competitions are for."""

from typing import Any

from django.db import models
from django.db.models import Q

from agreements.states.call_offs import CompetitionStatus
from portal.accounts.actor import Place, Role, actor_of

#: Decided: the award is made, or the competition is given up. Only then does anybody else hear of it (rule 8).
DECIDED = (CompetitionStatus.AWARDED, CompetitionStatus.CANCELLED)
#: What an invited supplier has been told of.
SENT = (CompetitionStatus.INVITED, *DECIDED)


class MiniCompetitionQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "MiniCompetitionQuerySet":
        """Until it is decided a mini-competition is seen by its evaluators alone, as long as they act for the buyer;
        after that by the buyer's people and the cooperation's office too (rule 8). An administrator is nobody here."""
        actor = actor_of(user)
        if not actor.signed_in:
            return self.none()
        return self.filter(
            self._evaluated_by(actor)
            | Q(status__in=DECIDED)
            & (
                Q(agreement__cooperation__in=actor.office)
                | Q(buyer__in=actor.places(Place.ORGANISATION, Role.PURCHASER, Role.CONTACT))
            )
        )

    def answers_seen_by(self, user: Any) -> "MiniCompetitionQuerySet":
        """Those whose answers, prices and points the user sees: the evaluators always; the buyer's people and the
        office once the award is made. What came in to one that was cancelled stays with the evaluators: it may be held
        again."""
        seen = self.visible_to(user)
        return seen.filter(self._evaluated_by(actor_of(user)) | Q(status=CompetitionStatus.AWARDED))

    def sent_to(self, user: Any) -> "MiniCompetitionQuerySet":
        """Those to which a supplier that the user acts for was invited."""
        invited = self.model.objects.filter(
            invitations__supplier__in=actor_of(user).suppliers, invitations__invited_at__isnull=False
        )
        return self.filter(pk__in=invited.values("pk"), status__in=SENT)

    def known_to(self, user: Any) -> "MiniCompetitionQuerySet":
        """Those of which the user knows at all: as one who runs it, or as one who was invited."""
        return self.filter(
            Q(pk__in=self.model.objects.visible_to(user).values("pk"))
            | Q(pk__in=self.model.objects.sent_to(user).values("pk"))
        )

    def _evaluated_by(self, actor: Any) -> Q:
        if not actor.signed_in:
            return Q(pk__in=[])
        own = self.model.evaluators.through.objects.filter(user=actor.user.pk)
        return Q(pk__in=own.values("minicompetition"), buyer__in=actor.organisations)
