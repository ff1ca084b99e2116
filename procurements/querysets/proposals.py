"""What of the proposals a person sees."""

from typing import Any

from django.db import models

from portal.accounts.actor import actor_of
from procurements.states.proposals import DECIDED, ProposalState


class ProposalQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "ProposalQuerySet":
        """Proposals are seen by those who belong to the cooperation: its office, its groups, and whoever acts for a
        member; a supplier and the public see none."""
        actor = actor_of(user)
        return self if actor.is_administrator else self.filter(cooperation__in=actor.cooperations)

    def waiting(self) -> "ProposalQuerySet":
        """The backlog: what the working group has not decided yet."""
        return self.filter(state=ProposalState.PROPOSED)

    def decided(self) -> "ProposalQuerySet":
        return self.filter(state__in=DECIDED)
