"""Who has a vote on a cooperation's proposals, and how the votes stand."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property

from portal.law import voting
from portal.law.voting import Ballot, Count
from portal.organisations.models import Membership, Organisation, OrganisationKind
from procurements.models import Proposal


class Electorate:
    """The municipalities that are members on a day, of every cooperation: each has one vote in its own. Companies and
    other members have none. Read once, in one query, for as many proposals as a page shows."""

    def __init__(self, day: date) -> None:
        self.day = day

    @cached_property
    def _members(self) -> Mapping[int, Mapping[int, Organisation]]:
        rows = (
            Membership.objects.on(self.day)
            .filter(organisation__kind=OrganisationKind.MUNICIPALITY)
            .select_related("organisation")
            .order_by("organisation__sort_sv", "organisation")
        )
        found: dict[int, dict[int, Organisation]] = {}
        for row in rows:
            found.setdefault(row.cooperation_id, {})[row.organisation_id] = row.organisation
        return found

    def voters(self, cooperation_id: int) -> Mapping[int, Organisation]:
        """The municipalities with a vote in a cooperation, by their ids, in alphabetical order."""
        return self._members.get(cooperation_id, {})

    def count(self, proposal: Proposal) -> Count:
        """How the votes on a proposal stand; asks nothing more where its ``votes`` have been fetched."""
        ballots = (Ballot(vote.organisation_id, vote.value) for vote in proposal.votes.all())
        return voting.count(ballots, self.voters(proposal.cooperation_id))

    def silent(self, proposal: Proposal) -> list[Organisation]:
        """The municipalities that have not voted on a proposal."""
        unheard = self.count(proposal).silent
        return [row for pk, row in self.voters(proposal.cooperation_id).items() if pk in unheard]
