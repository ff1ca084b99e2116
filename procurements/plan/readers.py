"""Whose plan a person reads whole: dates of preparation, officers, what really happened."""

from portal.accounts.actor import Actor
from portal.organisations.models import Cooperation


def cooperations_read_by(actor: Actor) -> frozenset[int]:
    """The cooperations in whose office the actor works; an administrator reads as every office does."""
    if actor.is_administrator:
        return frozenset(Cooperation.objects.values_list("pk", flat=True))
    return actor.office
