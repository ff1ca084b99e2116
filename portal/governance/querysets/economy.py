"""What of a cooperation's money a person sees."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q

from portal.accounts.actor import Actor, Place, Role, actor_of
from portal.organisations.periods import valid_on


def insiders(actor: Actor) -> frozenset[int]:
    """The cooperations whose economy somebody reads: as its office, or as one of its steering group."""
    return actor.office | actor.places(Place.COOPERATION, Role.STEERING_GROUP)


class EconomyQuerySet(models.QuerySet):
    """Rows of a cooperation's economy."""

    def visible_to(self, user: Any) -> "EconomyQuerySet":
        """The office and the steering group see the cooperation's economy, and so does the administrator."""
        actor = actor_of(user)
        return self if actor.is_administrator else self.filter(cooperation__in=insiders(actor))


class BudgetQuerySet(EconomyQuerySet):
    def adopted(self) -> "BudgetQuerySet":
        return self.filter(decision__isnull=False)


class DatedQuerySet(EconomyQuerySet):
    """What holds from a day to a day by a decision."""

    def on(self, day: date) -> "DatedQuerySet":
        """What is in force on a day."""
        return self.decided().filter(valid_on(day))

    def decided(self) -> "DatedQuerySet":
        """What was, is or comes in force: not what another decision replaced before it began."""
        return self.filter(decision__isnull=False, withdrawn_by__isnull=True)

    def proposed(self) -> "DatedQuerySet":
        return self.filter(decision=None)


class ShareQuerySet(models.QuerySet):
    """What each member pays: of a whole that ``WHOLE`` names."""

    WHOLE = ""

    def visible_to(self, user: Any) -> "ShareQuerySet":
        """The office and the steering group see every member's share, a purchasing contact the own member's."""
        actor = actor_of(user)
        if actor.is_administrator:
            return self
        own = Q(organisation__in=actor.places(Place.ORGANISATION, Role.CONTACT))
        return self.filter(Q(**{f"{self.WHOLE}__cooperation__in": insiders(actor)}) | own)


class ApportionmentShareQuerySet(ShareQuerySet):
    WHOLE = "apportionment"


class FeeShareQuerySet(ShareQuerySet):
    WHOLE = "fee"
