"""Values from pledges: exact to the öre, and never smaller for a larger pledge."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.law.values import LARGEST, Pledge, estimate, maximum, may_confirm

amounts = st.integers(0, 10**11).map(lambda ore: Decimal(ore) / 100)
pledged = st.lists(st.builds(Pledge, st.integers(1, 50), amounts, st.booleans()), max_size=12)
durations = st.integers(1, 600)
percents = st.integers(0, 99999).map(lambda hundredths: Decimal(hundredths) / 100)


def test_three_municipalities_over_four_years():
    """1 000 000 × 4 + 250 000.50 × 4 + an option of 99.99 × 4 = 4 000 000 + 1 000 002 + 399.96 = 5 000 401.96;
    a tenth more is 5 500 442.156, rounded to 5 500 442.16."""
    found = estimate(
        [Pledge(1, Decimal(1000000)), Pledge(2, Decimal("250000.50")), Pledge(3, Decimal("99.99"), is_option=True)], 48
    )
    assert [line.value for line in found.lines] == [Decimal("4000000.00"), Decimal("1000002.00"), Decimal("399.96")]
    assert found.total == Decimal("5000401.96")
    assert found.options == Decimal("399.96")
    assert found.yearly == Decimal("1250100.49")
    assert maximum(found.total, Decimal(0)) == Decimal("5000401.96")
    assert maximum(found.total, Decimal(10)) == Decimal("5500442.16")


def test_months_that_are_no_whole_years_round_each_line():
    """100.00 over 41 months = 341.666… → 341.67; twice that is 683.34, and so is the total."""
    found = estimate([Pledge(1, Decimal(100)), Pledge(2, Decimal(100))], 41)
    assert [line.value for line in found.lines] == [Decimal("341.67")] * 2
    assert found.total == Decimal("683.34")


@given(pledged, durations)
def test_the_total_is_the_sum_of_what_is_shown(pledges, months):
    found = estimate(pledges, months)
    assert found.total == sum((line.value for line in found.lines), Decimal(0))
    assert all(line.value == line.value.quantize(Decimal("0.01")) for line in found.lines)
    assert 0 <= found.options <= found.total
    assert abs(found.total - found.yearly * months / 12) <= Decimal("0.005") * len(pledges)


@given(pledged, amounts, amounts, durations)
def test_more_pledged_is_never_worth_less(pledges, one, other, months):
    low, high = sorted((one, other))
    smaller = estimate([*pledges, Pledge(99, low)], months)
    larger = estimate([*pledges, Pledge(99, high)], months)
    assert smaller.total <= larger.total
    assert estimate(pledges, months).total <= smaller.total
    assert larger.total <= estimate([*pledges, Pledge(99, high)], months + 1).total


@given(amounts, percents, percents)
def test_the_maximum_holds_the_estimate_and_grows_with_the_headroom(estimated, one, other):
    low, high = sorted((one, other))
    assert estimated == maximum(estimated, Decimal(0)) <= maximum(estimated, low) <= maximum(estimated, high)


def test_nothing_pledged_is_nothing():
    assert estimate([], 48).total == 0
    assert estimate([Pledge(1, Decimal(0), is_option=True)], 48).total == 0


@pytest.mark.parametrize(
    ("estimated", "months", "headroom", "reason", "field"),
    [
        ("100", 48, "0", "", ()),
        ("100", 48, "10", "Prices rise", ()),
        ("100", 48, "10", " ", ("headroom_reason",)),
        ("100", 48, "-1", "", ("headroom",)),
        ("100", 48, "1000", "More", ("headroom",)),
        (LARGEST, 48, "1", "More", ("headroom",)),
        ("100", None, "0", "", ("agreement_months",)),
        ("0", 48, "0", "", (None,)),
    ],
)
def test_what_is_needed_to_confirm(estimated, months, headroom, reason, field):
    found = may_confirm(estimated=Decimal(estimated), months=months, headroom=Decimal(headroom), headroom_reason=reason)
    assert tuple(why.field for why in found.reasons) == field
