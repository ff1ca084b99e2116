"""Calendar arithmetic: golden dates worked out by hand, and what must hold for any date."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.law.periods import (
    State,
    add_months,
    last_day_of_period,
    last_day_with_options,
    state_on,
)

days = st.dates(date(1990, 1, 1), date(2150, 12, 31))
months = st.integers(1, 240)


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(9999, 6, 1), 12, date.max),
    ],
)
def test_add_months(day: date, count: int, expected: date) -> None:
    assert add_months(day, count) == expected


@pytest.mark.parametrize(
    ("starts_on", "count", "expected"),
    [
        (date(2026, 1, 1), 48, date(2029, 12, 31)),
        (date(2024, 3, 1), 48, date(2028, 2, 29)),
        (date(2024, 2, 29), 48, date(2028, 2, 28)),
        (date(2024, 2, 29), 24, date(2026, 2, 28)),  # 2026 has no 29 February: the month's last day
        (date(2096, 2, 29), 48, date(2100, 2, 28)),  # nor has 2100
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 1, 15), 1, date(2026, 2, 14)),
    ],
)
def test_last_day_of_period(starts_on: date, count: int, expected: date) -> None:
    assert last_day_of_period(starts_on, count) == expected


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "count", "expected"),
    [
        (date(2026, 1, 1), date(2027, 12, 31), 24, date(2029, 12, 31)),
        (None, date(2026, 6, 30), 6, date(2026, 12, 31)),  # from 1 July, not 30 December
        (date(2025, 3, 1), date(2027, 2, 28), 12, date(2028, 2, 29)),
        (date(2024, 2, 29), date(2026, 2, 28), 24, date(2028, 2, 28)),  # four years from the first day, not one more
        (date(2026, 1, 10), date(2026, 6, 30), 6, date(2026, 12, 31)),  # not whole months: from 1 July
        (date(2026, 1, 1), date(2027, 12, 31), 0, date(2027, 12, 31)),
        (date(2026, 5, 1), date(2026, 4, 1), 1, date(2026, 5, 1)),  # a draft with its dates in the wrong order
        (None, date.max, 12, date.max),
    ],
)
def test_last_day_with_options(starts_on: date | None, ends_on: date, count: int, expected: date) -> None:
    assert last_day_with_options(starts_on, ends_on, count) == expected


@given(starts_on=days, count=months)
def test_the_day_after_a_period_is_a_month_later_or_the_first_day_that_is(starts_on: date, count: int) -> None:
    after = last_day_of_period(starts_on, count) + timedelta(days=1)
    assert after == add_months(starts_on, count) or after.day == 1


@given(starts_on=days, agreed=months, option=months)
def test_options_after_whole_months_make_one_whole_period(starts_on: date, agreed: int, option: int) -> None:
    ends_on = last_day_of_period(starts_on, agreed)
    assert last_day_with_options(starts_on, ends_on, option) == last_day_of_period(starts_on, agreed + option)


@given(starts_on=st.none() | days, ends_on=days, one=months, more=months)
def test_longer_options_end_later(starts_on: date | None, ends_on: date, one: int, more: int) -> None:
    first = last_day_with_options(starts_on, ends_on, one)
    assert ends_on < first < last_day_with_options(starts_on, ends_on, one + more)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2025, 12, 31), State.UPCOMING),
        (date(2026, 1, 1), State.IN_FORCE),
        (date(2027, 12, 31), State.IN_FORCE),
        (date(2028, 1, 1), State.EXPIRED),
    ],
)
def test_state_follows_from_the_dates_first_and_last_day_included(day: date, expected: State) -> None:
    assert state_on(day, "published", date(2026, 1, 1), date(2027, 12, 31)) == expected


def test_state_until_further_notice_and_stored_states() -> None:
    assert state_on(date(2090, 1, 1), "published", date(2026, 1, 1), None) == State.IN_FORCE
    assert state_on(date(2026, 6, 1), "draft", None, None) == State.DRAFT
    assert state_on(date(2026, 6, 1), "terminated", date(2026, 1, 1), date(2027, 1, 1)) == State.TERMINATED
