"""Whom benefits are for, and which of them count."""

from typing import Any

from django.db import models
from django.db.models import Q

from agreements.querysets.reorganisations import of_or_before
from agreements.states.benefits import STANDING, BenefitState
from portal.accounts.actor import Place, Role, actor_of

#: Who reads what every member of a cooperation has saved: its groups, besides its office.
READING_ROLES = (Role.STEERING_GROUP, Role.WORKING_GROUP)


class BenefitQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "BenefitQuerySet":
        """The office sees all of its cooperation, a member's purchasing contact all of the own organisation, the
        steering and the working group what is no draft any more."""
        actor = actor_of(user)
        if actor.is_administrator:
            return self
        own = of_or_before("organisation", actor.places(Place.ORGANISATION, Role.CONTACT))
        read = Q(agreement__cooperation__in=actor.places(Place.COOPERATION, *READING_ROLES))
        return self.filter(Q(agreement__cooperation__in=actor.office) | own | read & ~Q(state=BenefitState.DRAFT))

    def standing(self) -> "BenefitQuerySet":
        """Those that count: claimed or reviewed. A draft does not yet, and a withdrawn one no longer does."""
        return self.filter(state__in=STANDING)
