"""How the municipalities of a cooperation vote on what to procure together.

No act prescribes it: these are a cooperation's own rules of procedure. Every member municipality has one vote, however
large it is, and its companies have none of their own. The vote may be changed until the meeting at which the proposal
is decided. More votes for than against carry a proposal; a tie carries nothing, and abstaining counts on neither side.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from portal.law.answers import Allowed, Answer, denied


class Side(StrEnum):
    FOR = "for"
    AGAINST = "against"
    ABSTAINS = "abstains"


class Outcome(StrEnum):
    """What a count says. ``OPEN`` is one without a vote on either side."""

    CARRIED = "carried"
    REJECTED = "rejected"
    TIE = "tie"
    OPEN = "open"


@dataclass(frozen=True)
class Ballot:
    """What a municipality says, by its id."""

    voter: int
    side: str


@dataclass(frozen=True)
class Count:
    """Who said what, by the ids of the municipalities; ``silent`` are those that have not voted."""

    in_favour: frozenset[int] = frozenset()
    against: frozenset[int] = frozenset()
    abstaining: frozenset[int] = frozenset()
    silent: frozenset[int] = frozenset()

    @property
    def outcome(self) -> Outcome:
        if len(self.in_favour) > len(self.against):
            return Outcome.CARRIED
        if len(self.in_favour) < len(self.against):
            return Outcome.REJECTED
        return Outcome.TIE if self.in_favour else Outcome.OPEN

    def is_unanimous(self, *, carried: bool) -> bool:
        """Whether everybody who took sides wanted what was decided: to carry the proposal, or not to."""
        with_it, against_it = (self.in_favour, self.against) if carried else (self.against, self.in_favour)
        return bool(with_it) and not against_it


def count(ballots: Iterable[Ballot], electorate: Collection[int]) -> Count:
    """Count the ballots of those who have a vote. A municipality counts once, by its latest ballot, and one that has
    left the cooperation not at all."""
    said = {ballot.voter: Side(ballot.side) for ballot in ballots}
    voters = frozenset(electorate)

    def on(side: Side) -> frozenset[int]:
        return frozenset(voter for voter in voters if said.get(voter) == side)

    return Count(on(Side.FOR), on(Side.AGAINST), on(Side.ABSTAINS), voters - said.keys())


def may_vote_on(day: date, meeting_on: date | None) -> Answer:
    """Until the day of the meeting, that day included: who sits around the table may still change its mind. Without a
    meeting the vote is open."""
    if meeting_on is not None and day > meeting_on:
        return denied(_("The vote closed with the meeting on %(day)s."), "vote", day=meeting_on)
    return Allowed()
