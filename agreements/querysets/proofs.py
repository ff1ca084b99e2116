"""Who sees a proof of the right to buy."""

from typing import Any

from django.db import models
from django.db.models import Q

from agreements.querysets.reorganisations import of_or_before
from portal.accounts.actor import Place, Role, actor_of
from portal.organisations.models import Membership

#: The facts of an answer that the members and buyers alone may know; what is left stands in its chain, for everybody.
SUMS = frozenset({"reserved", "used", "lot_reserved", "lot_used"})


class BuyingProofQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "BuyingProofQuerySet":
        """Whoever asked, the organisation's purchasing contact, and the offices of the agreement's cooperation and of
        those to which the organisation belongs.

        What holds sums of the ledger stays with whoever asked for as long as they act for the organisation or belong to
        the agreement's cooperation; what holds none tells nothing but what everybody may know.
        """
        actor = actor_of(user)
        if actor.is_administrator:
            return self
        if not actor.signed_in:
            return self.none()
        belonging = of_or_before("organisation", actor.organisations) | Q(agreement__cooperation__in=actor.cooperations)
        members = Membership.objects.filter(cooperation__in=actor.office)
        return self.filter(
            Q(asked_by=actor.user.pk) & (~Q(facts__has_any_keys=sorted(SUMS)) | belonging)
            | of_or_before("organisation", actor.places(Place.ORGANISATION, Role.CONTACT))
            | Q(agreement__cooperation__in=actor.office)
            | Q(organisation__in=members.values("organisation"))
        )
