"""What of the needs a person sees, and which are alike."""

from typing import TYPE_CHECKING, Any

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import models
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from portal.accounts.actor import Place, Role, actor_of
from portal.organisations.models import Membership
from portal.reference.collation import Fold
from procurements.states.needs import NeedState

if TYPE_CHECKING:
    from procurements.models import Need

#: From this share of its three-letter groups found in the other on, two texts are taken to speak of the same.
ALIKE = 0.5
#: So many digits of a CPV code are taken to name the same kind of thing.
SAME_KIND = 4


class NeedQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "NeedQuerySet":
        """Whoever reported it or one that was merged into it, the organisation's purchasing contact and deputy, and the
        offices and working groups of the cooperations to which the organisation belongs. What a member reports once it
        has left is no longer theirs to read."""
        actor = actor_of(user)
        if actor.is_administrator:
            return self
        if not actor.signed_in:
            return self.none()
        coordinated = actor.office | actor.places(Place.COOPERATION, Role.WORKING_GROUP)
        belonged = Membership.objects.filter(
            Q(valid_to=None) | Q(valid_to__gte=OuterRef("reported_at__date")),
            cooperation__in=coordinated,
            organisation=OuterRef("organisation"),
            valid_from__lte=timezone.localdate(),
        )
        merged = self.model._base_manager.filter(merged_into=OuterRef("pk"), reported_by=actor.user.pk)
        return self.filter(
            Q(reported_by=actor.user.pk)
            | Exists(merged)
            | Q(organisation__in=actor.places(Place.ORGANISATION, Role.CONTACT))
            | Exists(belonged)
        )

    def standing(self) -> "NeedQuerySet":
        """Those that stand for themselves, not merged into another."""
        return self.exclude(state=NeedState.MERGED)

    def like(self, need: "Need") -> "NeedQuerySet":
        """Other standing needs that may be one with this, the likest first: of the same kind by CPV code, or in words
        that look alike."""
        alike = Q(likeness__gte=ALIKE)
        if need.cpv_id:
            alike |= Q(cpv__code__startswith=need.cpv_id[:SAME_KIND])
        own, other = Fold(Value(need.what)), Fold("what")
        likeness = Greatest(TrigramWordSimilarity(own, other), TrigramWordSimilarity(other, own))
        found = self.standing().exclude(pk=need.pk).annotate(likeness=likeness)
        return found.filter(alike).order_by("-likeness", "pk")
