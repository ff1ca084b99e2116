"""What several could buy together: windows and scores worked out by hand, and what holds for every score."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.law.opportunities import (
    ASSUMED_WEIGHTS,
    LARGEST_WEIGHT,
    Facts,
    Joining,
    Part,
    Standing,
    assumed_last_day,
    falls_within,
    joining,
    parts,
    score,
    takeover,
)

TODAY = date(2026, 11, 20)
#: Three agreements: one without options, one with a year's option open, one that ends later.
JUNE = takeover(date(2027, 6, 30), date(2027, 6, 30))
MARCH_AND_A_YEAR = takeover(date(2027, 3, 31), date(2028, 3, 31))
AUGUST = takeover(date(2027, 8, 31), date(2027, 8, 31))
#: Three of eleven members, ten million, 73 days apart, ninety days left, nothing planned.
FACTS = Facts(
    members=3,
    all_members=11,
    dated=3,
    value=Decimal(10_000_000),
    joining=Joining(all_free=date(2027, 9, 12), needed=date(2027, 7, 1)),
    begin_by=TODAY + timedelta(days=90),
    standing=Standing.NEW,
)


def test_a_new_agreement_takes_over_the_day_after():
    assert (JUNE.earliest, JUNE.latest) == (date(2027, 7, 1), date(2027, 7, 1))
    assert (MARCH_AND_A_YEAR.earliest, MARCH_AND_A_YEAR.latest) == (date(2027, 4, 1), date(2028, 4, 1))


def test_all_can_join_on_a_day_when_options_reach_it():
    # One must begin on 1 July, the other may from 1 April 2027 to 1 April 2028: both can on 1 July.
    found = joining([JUNE, MARCH_AND_A_YEAR])
    assert found is not None and found.at_once
    assert (found.first, found.last, found.days_apart) == (date(2027, 7, 1), date(2027, 7, 1), 0)


def test_a_span_of_days_on_which_all_can_join():
    # From 1 January 2028, when the second is free at the earliest, to 1 April 2028, when the first has no option left.
    other = takeover(date(2027, 12, 31), date(2028, 12, 31))
    found = joining([MARCH_AND_A_YEAR, other])
    assert found is not None and found.at_once
    assert (found.first, found.last) == (date(2028, 1, 1), date(2028, 4, 1))


def test_members_join_one_after_the_other_when_no_day_suits_all():
    # 1 July is needed by one, 1 September is the first day of another: July has 31 days, August 31.
    found = joining([JUNE, MARCH_AND_A_YEAR, AUGUST])
    assert found is not None and not found.at_once
    assert (found.needed, found.all_free, found.days_apart) == (date(2027, 7, 1), date(2027, 9, 1), 62)
    assert (found.first, found.last) == (date(2027, 7, 1), date(2027, 9, 1))


def test_nothing_is_known_of_no_days():
    assert joining([]) is None


@pytest.mark.parametrize(
    ("first", "last", "holds"),
    [
        (date(2027, 6, 30), date(2028, 1, 1), True),  # with its option it ends within
        (date(2028, 3, 31), date(2029, 1, 1), True),  # on its very last day
        (date(2028, 4, 1), date(2029, 1, 1), False),  # a day too late
        (date(2026, 12, 1), date(2027, 3, 31), True),  # as it stands it ends on the last day of the window
        (date(2026, 12, 1), date(2027, 3, 30), False),
    ],
)
def test_an_agreement_falls_within_the_window_if_it_can_end_there(first, last, holds):
    assert falls_within(MARCH_AND_A_YEAR, first, last) is holds


def test_a_framework_of_which_only_the_notice_is_known_lasts_four_years():
    # 15 March 2021 and 120 days is 13 July 2021; four years from then end on 12 July 2025.
    assert assumed_last_day(date(2021, 3, 15), 120) == date(2025, 7, 12)


def test_the_parts_of_a_score():
    assert parts(FACTS, TODAY) == {
        Part.MEMBERS: Decimal("0.273"),  # 3 / 11
        Part.VALUE: Decimal("0.667"),  # two of the three tenfolds from 100 000 to 100 000 000
        Part.OVERLAP: Decimal("0.900"),  # 1 - 73 / 730, all three with known days
        Part.TIME: Decimal("0.500"),  # 90 of 180 days
        Part.UNPLANNED: Decimal("1"),
    }


def test_a_score_is_the_weighted_mean_of_its_parts():
    # 30 × 0.273 + 25 × 0.667 + 20 × 0.9 + 15 × 0.5 + 10 × 1 = 8.19 + 16.675 + 18 + 7.5 + 10 = 60.365 of 100
    assert score(parts(FACTS, TODAY), ASSUMED_WEIGHTS) == Decimal("60.4")


def test_what_weighs_nothing_does_not_count():
    only_overlap = dict.fromkeys(Part, 0) | {Part.OVERLAP: 7}
    assert score(parts(FACTS, TODAY), only_overlap) == Decimal("90.0")


def test_what_is_unknown_counts_nothing():
    unknown = replace(FACTS, value=Decimal(0), joining=None, begin_by=None, dated=0)
    found = parts(unknown, TODAY)
    assert (found[Part.VALUE], found[Part.OVERLAP], found[Part.TIME]) == (0, 0, 0)


def test_overlap_counts_for_the_members_whose_days_are_known():
    # Two of three: 0.9 × 2 / 3
    assert parts(replace(FACTS, dated=2), TODAY)[Part.OVERLAP] == Decimal("0.600")


@pytest.mark.parametrize(
    ("value", "part"),
    [(0, "0"), (100_000, "0"), (1_000_000, "0.333"), (100_000_000, "1"), (5_000_000_000, "1")],
)
def test_value_counts_by_tenfolds(value, part):
    assert parts(replace(FACTS, value=Decimal(value)), TODAY)[Part.VALUE] == Decimal(part)


days = st.dates(date(2026, 1, 1), date(2032, 12, 31))


@st.composite
def takeovers(draw):
    first = draw(days)
    return takeover(first, first + timedelta(days=draw(st.integers(0, 1500))))


@st.composite
def facts(draw):
    all_members = draw(st.integers(2, 60))
    members = draw(st.integers(2, all_members))
    return Facts(
        members=members,
        all_members=all_members,
        dated=draw(st.integers(0, members)),
        value=draw(st.decimals(0, 10**11, places=2)),
        joining=joining(draw(st.lists(takeovers(), max_size=6))),
        begin_by=draw(st.none() | days),
        standing=draw(st.sampled_from(list(Standing))),
    )


weights = st.fixed_dictionaries({part: st.integers(0, LARGEST_WEIGHT) for part in Part}).filter(
    lambda found: any(found.values())
)


@given(facts(), weights)
def test_parts_lie_between_0_and_1_and_the_score_between_0_and_100(found, weighed):
    each = parts(found, TODAY)
    assert all(0 <= part <= 1 for part in each.values())
    assert 0 <= score(each, weighed) <= 100


@given(facts(), weights, st.integers(0, 40))
def test_more_members_never_lower_the_score(found, weighed, more):
    """As long as as large a share of them has known days."""
    known = replace(found, dated=found.members)
    grown = min(known.members + more, known.all_members)
    larger = replace(known, members=grown, dated=grown)
    assert score(parts(larger, TODAY), weighed) >= score(parts(known, TODAY), weighed)


@given(facts(), weights, st.decimals(0, 10**11, places=2))
def test_more_value_never_lowers_the_score(found, weighed, more):
    larger = replace(found, value=found.value + more)
    assert score(parts(larger, TODAY), weighed) >= score(parts(found, TODAY), weighed)


@given(st.lists(takeovers(), min_size=1, max_size=8), takeovers())
def test_one_more_never_widens_the_days_on_which_all_can_begin(some, one):
    before, after = joining(some), joining([*some, one])
    assert after.all_free >= before.all_free and after.needed <= before.needed
    assert after.days_apart >= before.days_apart


@given(st.lists(takeovers(), min_size=1, max_size=8))
def test_on_a_day_that_suits_all_nobody_waits_and_nobody_stands_without(some):
    found = joining(some)
    if found.at_once:
        assert all(one.earliest <= day <= one.latest for one in some for day in (found.first, found.last))
    else:
        assert max(one.earliest for one in some) > min(one.latest for one in some)
