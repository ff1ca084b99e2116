"""Who has a vote on a cooperation's proposals, and how the votes stand."""

from collections.abc import Iterable
from datetime import date

from portal.law import voting
from portal.law.voting import Ballot, Count
from portal.organisations.models import Organisation, OrganisationKind
from procurements.models import Proposal, Vote


def municipalities(cooperation_id: int, day: date) -> list[Organisation]:
    """The municipalities that are members on a day: each has one vote. Companies and other members have none."""
    members = Organisation.objects.members_of(cooperation_id, day).filter(kind=OrganisationKind.MUNICIPALITY)
    return list(members.order_by("sort_sv"))


def counts(proposals: Iterable[Proposal], day: date) -> dict[int, Count]:
    """How the votes on each proposal stand on a day, by its id; in a query for the votes and one per cooperation."""
    asked = list(proposals)
    voters = {pk: [row.pk for row in municipalities(pk, day)] for pk in {row.cooperation_id for row in asked}}
    ballots: dict[int, list[Ballot]] = {row.pk: [] for row in asked}
    for proposal, voter, side in Vote.objects.filter(proposal__in=asked).values_list(
        "proposal", "organisation", "value"
    ):
        ballots[proposal].append(Ballot(voter, side))
    return {row.pk: voting.count(ballots[row.pk], voters[row.cooperation_id]) for row in asked}
