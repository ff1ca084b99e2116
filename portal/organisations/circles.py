"""Whom people see of their colleagues."""

from django.db.models import Q
from django.utils import timezone

from portal.accounts.actor import Actor
from portal.organisations.models import Appointment, Membership, Seat, SeatDeputy


def colleagues(actor: Actor) -> Q:
    """Those who hold or held a role in one of the actor's cooperations, in their members or in the own organisation, or
    a seat there, as deputies too."""
    if not (actor.cooperations or actor.organisations):
        return Q()
    members = Membership.objects.on(timezone.localdate()).filter(cooperation__in=actor.cooperations)
    appointed = Appointment.objects.filter(
        Q(cooperation__in=actor.cooperations)
        | Q(organisation__in=members.values("organisation"))
        | Q(organisation__in=actor.organisations)
    )
    seated = Seat.objects.filter(group__cooperation__in=actor.cooperations)
    standing_in = SeatDeputy.objects.filter(seat__group__cooperation__in=actor.cooperations)
    rows = (appointed, seated, standing_in)
    return Q(*(Q(pk__in=found.values("user")) for found in rows), _connector=Q.OR)
