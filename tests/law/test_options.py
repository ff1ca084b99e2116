"""Which option may be decided on a day, and the last day that follows."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements import states
from portal.law.frameworks import Terms
from portal.law.frameworks.options import (
    OptionState,
    OptionTerms,
    lapsed_on,
    lapsing_with,
    last_day_when_used,
    may_decline,
    may_use,
)
from portal.law.periods import last_day_with_options

TWO_YEARS = Terms(
    kind="framework",
    jurisdiction="SE",
    starts_on=date(2026, 1, 1),
    ends_on=date(2027, 12, 31),
    option_months=(12, 12),
    latest_contract_end_on=date(2031, 12, 31),
)
FIRST = OptionTerms(1, 12, notice_by=date(2027, 9, 30))
SECOND = OptionTerms(2, 12, notice_by=date(2028, 9, 30))
IN_TIME = date(2027, 9, 30)


def test_the_states_are_those_of_the_register():
    assert set(OptionState) == set(states.OptionState.values)


# Two years from 1 January 2026 with options of one year each: 31 December 2027, 2028 and 2029. From 29 February 2024,
# two years end on 28 February 2026, and four on 28 February 2028. Half a year from 30 June is until 31 December.
@pytest.mark.parametrize(
    ("starts", "ends", "used", "months", "last"),
    [
        (date(2026, 1, 1), date(2027, 12, 31), 0, 12, date(2028, 12, 31)),
        (date(2026, 1, 1), date(2027, 12, 31), 12, 12, date(2029, 12, 31)),
        (date(2024, 2, 29), date(2026, 2, 28), 12, 12, date(2028, 2, 28)),
        (date(2026, 1, 15), date(2026, 6, 30), 0, 6, date(2026, 12, 31)),
    ],
)
def test_the_last_day_when_an_option_is_used(starts, ends, used, months, last):
    terms = replace(TWO_YEARS, starts_on=starts, ends_on=ends, used_months=used)
    assert last_day_when_used(terms, OptionTerms(1, months)) == last


def test_the_next_in_order_is_used_in_time():
    options = [SECOND, FIRST]
    assert may_use(TWO_YEARS, options, FIRST, IN_TIME)
    assert not may_use(TWO_YEARS, options, FIRST, date(2027, 10, 1))
    assert not may_use(TWO_YEARS, options, SECOND, IN_TIME)
    used = replace(FIRST, state=OptionState.USED)
    assert not may_use(TWO_YEARS, [used, SECOND], used, IN_TIME)
    assert may_use(replace(TWO_YEARS, used_months=12), [used, SECOND], SECOND, IN_TIME)


@pytest.mark.parametrize("state", [OptionState.DECLINED, OptionState.LAPSED])
def test_what_an_unused_option_led_to_cannot_be_reached(state):
    closed = replace(FIRST, state=state)
    assert not may_use(TWO_YEARS, [closed, SECOND], SECOND, IN_TIME)


def test_the_contracts_latest_end_holds_an_option_back():
    terms = replace(TWO_YEARS, latest_contract_end_on=date(2028, 6, 30))
    refused = may_use(terms, [FIRST, SECOND], FIRST, IN_TIME)
    assert [reason.field for reason in refused.reasons] == ["latest_contract_end_on"]


def test_declining_closes_what_comes_after():
    assert lapsing_with([FIRST, SECOND], FIRST) == (SECOND,)
    answer = may_decline(TWO_YEARS, [FIRST, SECOND], FIRST, IN_TIME)
    assert answer and answer.notes
    last = may_decline(TWO_YEARS, [FIRST, SECOND], SECOND, IN_TIME)
    assert last and not last.notes
    assert not may_decline(TWO_YEARS, [FIRST, SECOND], FIRST, date(2027, 10, 1))


def test_an_option_without_a_day_of_notice_is_open_while_the_agreement_is_used():
    option = OptionTerms(1, 12)
    assert may_use(TWO_YEARS, [option], option, date(2027, 12, 31))
    assert not may_use(TWO_YEARS, [option], option, date(2028, 1, 1))


def test_without_a_last_day_no_option_extends():
    terms = replace(TWO_YEARS, ends_on=None, until_further_notice=True)
    assert not may_use(terms, [FIRST], FIRST, IN_TIME)


@pytest.mark.parametrize(
    ("day", "lapsed"),
    [(IN_TIME, ()), (date(2027, 10, 1), (FIRST, SECOND)), (date(2029, 1, 1), (FIRST, SECOND))],
)
def test_options_lapse_the_day_after_their_notice(day, lapsed):
    assert lapsed_on(TWO_YEARS, [SECOND, FIRST], day) == lapsed


@given(
    starts=st.dates(date(2015, 1, 1), date(2035, 12, 31)),
    days=st.integers(1, 2500),
    months=st.lists(st.integers(1, 60), min_size=1, max_size=6),
    answers=st.lists(st.booleans(), min_size=6, max_size=6),
)
def test_the_last_day_never_passes_the_announced_one(starts, days, months, answers):
    """Whatever is decided, in whatever order it may be: used options only, in their order, up to what was announced."""
    ends = date.fromordinal(starts.toordinal() + days)
    announced = last_day_with_options(starts, ends, sum(months))
    terms = Terms(kind="contract", jurisdiction="SE", starts_on=starts, ends_on=ends, option_months=tuple(months))
    options = [OptionTerms(place, length) for place, length in enumerate(months, start=1)]
    last = ends
    for use in answers:
        option = next((one for one in options if one.is_open), None)
        if option is None:
            break
        if use:
            assert may_use(terms, options, option, starts)
            new = last_day_when_used(terms, option)
            assert last < new <= announced
            last, terms = new, replace(terms, used_months=terms.used_months + option.months)
            closed = {option.position: OptionState.USED}
        else:
            assert may_decline(terms, options, option, starts)
            later = {other.position: OptionState.LAPSED for other in lapsing_with(options, option)}
            closed = {option.position: OptionState.DECLINED} | later
        options = [replace(one, state=closed.get(one.position, one.state)) for one in options]
        assert all(not may_use(terms, options, one, starts) for one in options if not one.is_open)
    assert terms.last_call_off_day == last
