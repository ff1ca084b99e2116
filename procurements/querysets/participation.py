"""Which answers to an invitation a person sees."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Case, Q, When

from portal.accounts.actor import Place, Role, actor_of
from procurements.states.participation import NAMED, NOT_ASKED, ParticipationState
from procurements.states.stages import OPEN_FOR_ANSWERS, Stage


class ParticipationQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "ParticipationQuerySet":
        """The cooperation's office sees every answer, the purchasing contact and deputy of an organisation its own."""
        actor = actor_of(user)
        if actor.is_administrator:
            return self
        return self.filter(
            Q(procurement__cooperation__in=actor.office)
            | Q(organisation__in=actor.places(Place.ORGANISATION, Role.CONTACT)) & ~Q(procurement__stage=Stage.DRAFT)
        )

    def standing(self) -> "ParticipationQuerySet":
        """Asked, and not withdrawn."""
        return self.exclude(state__in=NOT_ASKED)

    def waiting(self) -> "ParticipationQuerySet":
        """Asked, and not answered yet."""
        return self.filter(state=ParticipationState.INVITED)

    def answerable(self, day: date) -> "ParticipationQuerySet":
        """Not answered yet, and still to be answered on a day or later."""
        return self.waiting().filter(due_on__gte=day, procurement__stage__in=OPEN_FOR_ANSWERS)

    def by_urgency(self) -> "ParticipationQuerySet":
        """What waits for an answer comes first, by its last day; then the latest."""
        return self.order_by(Case(When(state=ParticipationState.INVITED, then=0), default=1), "due_on", "-pk")

    def alphabetical(self, alphabet: str) -> "ParticipationQuerySet":
        """By the organisation, in the reader's alphabet."""
        return self.order_by(f"organisation__sort_{alphabet}", "pk")

    def named(self) -> "ParticipationQuerySet":
        """Those who take part or take an option: the eligible buyers of the notice."""
        return self.filter(state__in=NAMED)
