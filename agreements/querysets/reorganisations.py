"""Whom changes of members are for."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q

from agreements.states.reorganisations import ReorganisationStatus
from portal.accounts.actor import actor_of
from portal.organisations.models import Organisation


def of_or_before(field: str, organisations: Collection[int]) -> Q:
    """What the organisations (ids) have by a field, and what those had whose place they have taken."""
    before = Organisation.objects.filter(successions__successor__in=organisations)
    return Q(**{f"{field}__in": organisations}) | Q(**{f"{field}__in": before})


class ReorganisationQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "ReorganisationQuerySet":
        """The cooperation's own people see what is planned and what has happened, as does the administrator."""
        actor = actor_of(user)
        return self if actor.is_administrator else self.filter(cooperation__in=actor.cooperations)

    def due(self, day: date) -> "ReorganisationQuerySet":
        """What is planned and whose day has come, the oldest first."""
        planned = self.filter(status=ReorganisationStatus.PLANNED, effective_on__lte=day)
        return planned.order_by("effective_on", "pk")
