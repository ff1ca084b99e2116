"""Which needs may be part of a proposal."""

from typing import Any

from django.db.models import Q, QuerySet

from portal.organisations.models import Membership
from procurements.models import Need, Proposal


def needs_like(user: Any, proposal: Proposal, most: int, *, also: int = 0) -> QuerySet:
    """The needs of members that the person sees, that belong to no proposal yet and look like this one, the likest
    ``most`` of them; and one that is asked for by its id."""
    members = Membership.objects.filter(cooperation=proposal.cooperation_id).values("organisation")
    free = Need.objects.visible_to(user).standing().filter(organisation__in=members, proposal=None)
    alike = free.like(Need(what=proposal.title, cpv_id=proposal.cpv_id))[:most]
    wanted = Q(pk__in=[need.pk for need in alike]) | Q(pk=also)
    return free.filter(wanted).select_related("organisation")
