"""Which documents of procurements a person sees."""

from typing import Any

from django.db import models
from django.db.models import Q

from portal.accounts.actor import actor_of
from portal.law import secrecy
from portal.law.secrecy import Relation
from procurements.querysets.parts import near
from procurements.states.stages import IN_ORDER, Stage


class DocumentQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "DocumentQuerySet":
        """What ``secrecy.may_read`` says of one document, asked of many. What is withdrawn is seen by the office."""
        actor = actor_of(user)
        found = Q(pk__in=[])
        for relation in Relation:
            place = near(actor, relation, "procurement__")
            if place is not None:
                found |= place & _heard(relation)
        return self.filter(found)


def _heard(relation: Relation) -> Q:
    heard = secrecy.audiences_of(relation)
    read = Q(audience__in=heard) | (Q(later_audience__in=heard) & _struck())
    if relation == Relation.OFFICE:
        return read
    return read & Q(withdrawn_at=None) & ~Q(procurement__stage=Stage.DRAFT)


def _struck() -> Q:
    """That the stage has come from which the later audience reads."""
    found = Q(pk__in=[])
    for was_announced in (False, True):
        for stage in Stage:
            reached = [wanted for wanted in IN_ORDER if secrecy.is_reached(wanted, stage, was_announced=was_announced)]
            found |= Q(
                procurement__stage=stage,
                procurement__published_on__isnull=not was_announced,
                later_from__in=reached,
            )
    return found
