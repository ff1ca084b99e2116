"""What of the proposals a person sees, how the votes stand, and which are alike."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.search import TrigramSimilarity
from django.db import models
from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from portal.accounts.actor import actor_of
from portal.organisations.models import Membership, OrganisationKind
from portal.reference.collation import Fold
from procurements.querysets.needs import ALIKE, SAME_KIND
from procurements.states.proposals import Priority, ProposalState

if TYPE_CHECKING:
    from procurements.models import Proposal

#: Priorities as they are sorted.
RANK = Case(When(priority=Priority.HIGH, then=2), When(priority=Priority.NORMAL, then=1), default=0)


class ProposalQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "ProposalQuerySet":
        """Proposals are seen by those who belong to the cooperation: its office, its groups, and whoever acts for a
        member; a supplier and the public see none."""
        actor = actor_of(user)
        return self if actor.is_administrator else self.filter(cooperation__in=actor.cooperations)

    def by_rank(self) -> "ProposalQuerySet":
        """What awaits the working group first, by priority, the latest of each before the others."""
        waits = Case(When(state=ProposalState.PROPOSED, then=0), default=1)
        return self.order_by(waits, RANK.desc(), "-pk")

    def waiting(self) -> "ProposalQuerySet":
        """The backlog: what the working group has not decided yet."""
        return self.filter(state=ProposalState.PROPOSED)

    def asked_by(self, user: Any) -> "ProposalQuerySet":
        """Those that a person made, and those that took in a need which that person reported."""
        needs = self.model.needs.rel.related_model._base_manager
        reported = needs.filter(proposal=OuterRef("pk")).filter(Q(reported_by=user.pk) | Q(merged__reported_by=user.pk))
        return self.filter(Q(proposed_by=user.pk) | Exists(reported))

    def votes(self, value: str, day: date) -> Coalesce:
        """How many municipalities that are members on a day voted so: an expression to sort by."""
        votes = self.model.votes.rel.related_model._base_manager
        member = Membership.objects.on(day).filter(
            organisation=OuterRef("organisation"), cooperation=OuterRef("proposal__cooperation")
        )
        cast = votes.filter(
            Exists(member), proposal=OuterRef("pk"), value=value, organisation__kind=OrganisationKind.MUNICIPALITY
        )
        counted = cast.order_by().values("proposal").annotate(n=Count("pk")).values("n")
        return Coalesce(Subquery(counted, output_field=IntegerField()), 0)

    def awaiting(self, organisations: Iterable[int], day: date) -> "ProposalQuerySet":
        """Those on which one of the municipalities has a vote, has not used it, and still may."""
        members = Membership.objects.on(day).filter(
            organisation__in=organisations, organisation__kind=OrganisationKind.MUNICIPALITY
        )
        votes = self.model.votes.rel.related_model._base_manager
        voted = votes.filter(proposal=OuterRef(OuterRef("pk")), organisation=OuterRef("organisation"))
        silent = members.filter(~Exists(voted), cooperation=OuterRef("cooperation"))
        return self.waiting().filter(Q(meeting=None) | Q(meeting__held_on__gte=day), Exists(silent))

    def like(self, title: str, cpv: str | None) -> "ProposalQuerySet":
        """Standing proposals that may be one with something, the likest first: of the same kind by CPV code, or in
        words that look alike."""
        alike = Q(likeness__gte=ALIKE)
        if cpv:
            alike |= Q(cpv__code__startswith=cpv[:SAME_KIND])
        likeness = TrigramSimilarity(Fold("title"), Fold(Value(title)))
        found = self.exclude(state=ProposalState.MERGED).annotate(likeness=likeness)
        return found.filter(alike).order_by("-likeness", "pk")

    def like_proposal(self, proposal: "Proposal") -> "ProposalQuerySet":
        """Others of the same cooperation that may be one with a proposal."""
        others = self.filter(cooperation=proposal.cooperation_id).exclude(pk=proposal.pk)
        return others.like(proposal.title, proposal.cpv_id)
