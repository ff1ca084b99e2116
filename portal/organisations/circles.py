"""Whom people see of their colleagues."""

from django.db.models import Q
from django.utils import timezone

from portal.accounts.actor import Actor
from portal.organisations.models import Appointment, Membership, Seat


def colleagues(actor: Actor) -> Q:
    """Those who hold or held a role in one of the actor's cooperations, in their members or in the own organisation."""
    if not (actor.cooperations or actor.organisations):
        return Q()
    members = Membership.objects.on(timezone.localdate()).filter(cooperation__in=actor.cooperations)
    appointed = Appointment.objects.filter(
        Q(cooperation__in=actor.cooperations)
        | Q(organisation__in=members.values("organisation"))
        | Q(organisation__in=actor.organisations)
    )
    seated = Seat.objects.filter(group__cooperation__in=actor.cooperations)
    return Q(pk__in=appointed.values("user")) | Q(pk__in=seated.values("user"))
