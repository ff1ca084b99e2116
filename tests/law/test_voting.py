"""The counting of votes: one for each municipality, the latest one, a tie carries nothing."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from portal.law.voting import Ballot, Outcome, Side, count, may_vote_on

SIDES = st.sampled_from(list(Side))
BALLOTS = st.lists(st.builds(Ballot, voter=st.integers(1, 12), side=SIDES), max_size=40)
VOTERS = st.sets(st.integers(1, 12))


def test_golden_count() -> None:
    # Nine municipalities: four for, three against, one abstains, one is silent.
    said = ["for"] * 4 + ["against"] * 3 + ["abstains"]
    counted = count([Ballot(voter, side) for voter, side in enumerate(said, 1)], range(1, 10))
    sizes = [len(part) for part in (counted.in_favour, counted.against, counted.abstaining, counted.silent)]
    assert sizes == [4, 3, 1, 1]
    assert counted.outcome == Outcome.CARRIED and not counted.is_unanimous(carried=True)


def test_tie_and_nobody() -> None:
    assert count([Ballot(1, "for"), Ballot(2, "against")], [1, 2]).outcome == Outcome.TIE
    assert count([Ballot(1, "abstains")], [1, 2]).outcome == Outcome.OPEN
    assert not count([], [1, 2]).is_unanimous(carried=True)
    assert count([Ballot(1, "against")], [1, 2]).is_unanimous(carried=False)


@given(BALLOTS, VOTERS)
def test_every_voter_stands_in_exactly_one_place(ballots: list[Ballot], voters: set[int]) -> None:
    counted = count(ballots, voters)
    parts = (counted.in_favour, counted.against, counted.abstaining, counted.silent)
    assert sum(map(len, parts)) == len(voters)
    assert frozenset().union(*parts) == voters


@given(BALLOTS, VOTERS, st.integers(1, 12), SIDES)
def test_latest_ballot_is_the_one_that_counts(ballots: list[Ballot], voters: set[int], voter: int, side: Side) -> None:
    counted = count([*ballots, Ballot(voter, side)], voters)
    same = count([*(ballot for ballot in ballots if ballot.voter != voter), Ballot(voter, side)], voters)
    assert counted == same
    assert (voter in counted.in_favour) == (voter in voters and side == Side.FOR)


@given(BALLOTS, VOTERS)
def test_outsiders_and_abstaining_change_no_outcome(ballots: list[Ballot], voters: set[int]) -> None:
    sides = {ballot.voter: ballot.side for ballot in ballots}
    taken = [Ballot(voter, side) for voter, side in sides.items() if voter in voters and side != Side.ABSTAINS]
    assert count(ballots, voters).outcome == count(taken, voters).outcome


@given(BALLOTS, VOTERS)
def test_sides_are_mirrored(ballots: list[Ballot], voters: set[int]) -> None:
    turned = {Side.FOR: Side.AGAINST, Side.AGAINST: Side.FOR, Side.ABSTAINS: Side.ABSTAINS}
    one, other = count(ballots, voters), count([Ballot(b.voter, turned[Side(b.side)]) for b in ballots], voters)
    assert one.is_unanimous(carried=True) == other.is_unanimous(carried=False)
    mirrored = {Outcome.CARRIED: Outcome.REJECTED, Outcome.REJECTED: Outcome.CARRIED}
    assert other.outcome == mirrored.get(one.outcome, one.outcome)


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(-400, 400))
def test_open_until_the_day_of_the_meeting(meeting: date, days: int) -> None:
    assert bool(may_vote_on(meeting + timedelta(days=days), meeting)) == (days <= 0)
    assert may_vote_on(meeting + timedelta(days=days), None)
