"""How a plan moves, when it has to be begun, and how much work it is."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.law.planning import (
    ORDER,
    How,
    Leads,
    Phase,
    Plan,
    Step,
    dated,
    expected_start,
    in_order,
    latest_start,
    may_move,
    moves,
    spans,
    worked_back,
)
from portal.law.workloads import Quarter, load

TODAY = date(2026, 11, 20)
DAYS = {
    Step.PARTICIPATION: date(2027, 1, 11),
    Step.DIALOGUE: date(2027, 3, 1),
    Step.SPECIFICATION: date(2027, 4, 12),
    Step.NOTICE: date(2027, 6, 1),
    Step.TENDERS_DUE: date(2027, 7, 12),
    Step.AWARD: date(2027, 9, 6),
    Step.STARTS: date(2027, 11, 1),
}
OPEN = Leads(60, 45, 90, 40, 60, 45)


def after(plans, key, step, to, how=How.ALONG):
    return {(one.key, one.step): one.after for one in moves(plans, key, step, to, how, TODAY)}


def test_later_days_move_along_and_earlier_ones_stay():
    """The notice moves from 1 June to 15 June, by 14 days: so do tenders, award and start."""
    assert after({1: Plan(1, DAYS)}, 1, Step.NOTICE, date(2027, 6, 15)) == {
        (1, Step.NOTICE): date(2027, 6, 15),
        (1, Step.TENDERS_DUE): date(2027, 7, 26),
        (1, Step.AWARD): date(2027, 9, 20),
        (1, Step.STARTS): date(2027, 11, 15),
    }


def test_later_days_move_only_as_far_as_their_order_needs_it():
    """To 12 July, when tenders are due: they are due a day later at the earliest, and the rest stays."""
    assert after({1: Plan(1, DAYS)}, 1, Step.NOTICE, date(2027, 7, 12), How.NEEDED) == {
        (1, Step.NOTICE): date(2027, 7, 12),
        (1, Step.TENDERS_DUE): date(2027, 7, 13),
    }


def test_what_comes_after_moves_as_a_whole_and_so_does_what_follows_that():
    second = Plan(2, {Step.SPECIFICATION: date(2027, 12, 1), Step.NOTICE: date(2028, 2, 1)}, after=1)
    third = Plan(3, {Step.NOTICE: date(2028, 3, 1)}, after=2)
    moved = after({1: Plan(1, DAYS), 2: second, 3: third}, 1, Step.AWARD, date(2027, 9, 16))
    assert moved == {
        (1, Step.AWARD): date(2027, 9, 16),
        (1, Step.STARTS): date(2027, 11, 11),
        (2, Step.SPECIFICATION): date(2027, 12, 11),
        (2, Step.NOTICE): date(2028, 2, 11),
        (3, Step.NOTICE): date(2028, 3, 11),
    }


def test_what_comes_after_with_time_to_spare_stays_where_only_the_needed_moves():
    """The first one ends on 20 December instead of 1 November: the second began on 1 December, so it moves 19 days and
    not 49; it ends on 20 February, and the third begins later anyway."""
    second = Plan(2, {Step.SPECIFICATION: date(2027, 12, 1), Step.NOTICE: date(2028, 2, 1)}, after=1)
    third = Plan(3, {Step.NOTICE: date(2028, 3, 1)}, after=2)
    moved = after({1: Plan(1, DAYS), 2: second, 3: third}, 1, Step.STARTS, date(2027, 12, 20), How.NEEDED)
    assert moved == {
        (1, Step.STARTS): date(2027, 12, 20),
        (2, Step.SPECIFICATION): date(2027, 12, 20),
        (2, Step.NOTICE): date(2028, 2, 20),
    }


def test_what_is_announced_follows_nobody():
    follower = Plan(2, {Step.AWARD: date(2027, 12, 1)}, after=1, stands=True)
    behind = Plan(3, {Step.NOTICE: date(2028, 12, 1)}, after=2)
    moved = after({1: Plan(1, DAYS), 2: follower, 3: behind}, 1, Step.STARTS, date(2028, 1, 10))
    assert set(moved) == {(1, Step.STARTS)}


def test_what_follows_is_carried_back_no_farther_than_what_it_has_begun():
    """Its specification began on 1 May 2027, so its notice of 1 July can come 61 days earlier and not 120."""
    begun = Plan(
        2,
        {Step.SPECIFICATION: date(2027, 5, 1), Step.NOTICE: date(2027, 7, 1)},
        kept=frozenset({Step.SPECIFICATION}),
        after=1,
    )
    first = Plan(1, {Step.NOTICE: date(2027, 8, 1)})
    assert after({1: first, 2: begun}, 1, Step.NOTICE, date(2027, 4, 3))[2, Step.NOTICE] == date(2027, 5, 1)


def test_a_ring_of_procurements_moves_each_once():
    one, two = Plan(1, {Step.NOTICE: date(2027, 5, 1)}, after=2), Plan(2, {Step.NOTICE: date(2027, 6, 1)}, after=1)
    assert len(after({1: one, 2: two}, 1, Step.NOTICE, date(2027, 5, 11))) == 2


@pytest.mark.parametrize(
    ("step", "to", "field"),
    [
        (Step.PARTICIPATION, date(2027, 2, 1), "step"),  # has happened
        (Step.REQUESTS_DUE, date(2027, 6, 20), "step"),  # not set
        (Step.NOTICE, date(2027, 6, 1), "to"),  # there already
        (Step.NOTICE, date(2026, 11, 19), "to"),  # past
        (Step.NOTICE, date(2027, 4, 11), "to"),  # before the specification
        (Step.TENDERS_DUE, date(2027, 6, 1), "to"),  # on the day of the notice
        (Step.STARTS, date(2047, 1, 1), "to"),  # nobody means that
    ],
)
def test_what_cannot_be_moved(step, to, field):
    plan = Plan(1, DAYS, kept=frozenset({Step.PARTICIPATION}))
    denied = may_move(plan, step, to, TODAY)
    assert not denied
    assert denied.reasons[0].field == field


def test_a_day_to_come_may_be_moved():
    assert may_move(Plan(1, DAYS), Step.NOTICE, date(2027, 4, 12), TODAY)


def test_phases_last_until_the_next_one_that_has_a_day():
    days = {
        Step.DIALOGUE: date(2027, 3, 1),
        Step.NOTICE: date(2027, 6, 1),
        Step.REQUESTS_DUE: date(2027, 6, 20),  # belongs to the time between notice and tenders
        Step.TENDERS_DUE: date(2027, 7, 12),
    }
    assert spans(days) == [
        (Phase.DIALOGUE, date(2027, 3, 1), date(2027, 6, 1)),
        (Phase.TENDERING, date(2027, 6, 1), date(2027, 7, 12)),
    ]


def test_a_start_is_worked_back():
    """From 1 January 2028: 45 days back is 17 November, 60 more 18 September, 40 more 9 August, 90 more 11 May, 45 more
    27 March, and 60 more 26 January 2027; 340 days in all."""
    assert worked_back(date(2028, 1, 1), OPEN) == {
        Step.AWARD: date(2027, 11, 17),
        Step.TENDERS_DUE: date(2027, 9, 18),
        Step.NOTICE: date(2027, 8, 9),
        Step.SPECIFICATION: date(2027, 5, 11),
        Step.DIALOGUE: date(2027, 3, 27),
        Step.PARTICIPATION: date(2027, 1, 26),
        Step.STARTS: date(2028, 1, 1),
    }
    assert latest_start(date(2028, 1, 1), OPEN) == date(2027, 1, 26)


def test_what_is_not_run_has_no_step():
    direct = Leads(0, 0, 30, 0, 15, 15)
    assert set(worked_back(date(2028, 1, 1), direct)) == {Step.SPECIFICATION, Step.AWARD, Step.STARTS}


def test_expected_start():
    assert expected_start(DAYS, OPEN, TODAY) == date(2027, 11, 1)
    assert expected_start({}, OPEN, TODAY) == TODAY + timedelta(days=340)
    # From the notice on 1 June: 40 + 60 + 45 days.
    assert expected_start({Step.NOTICE: date(2027, 6, 1)}, OPEN, TODAY) == date(2027, 10, 24)
    # A notice that should have been out is out today at the earliest.
    assert expected_start({Step.NOTICE: date(2026, 1, 1)}, OPEN, TODAY) == TODAY + timedelta(days=145)


def test_load_of_a_quarter():
    """The first quarter of 2027 has 90 days. Participation (10 %) fills 11 January to 1 March, 49 days; dialogue (20 %)
    the 31 days of March: (49 × 10 + 31 × 20) / 90 = 12.33 per cent."""
    efforts = dict(zip(Phase, (10, 20, 40, 15, 40, 15), strict=True))
    assert load(spans(DAYS), efforts, Quarter(2027, 1)) == Decimal("12")
    assert load(spans(DAYS), efforts, Quarter(2028, 1)) == 0
    # A phase of 40 per cent that fills the whole quarter weighs 40.
    assert load([(Phase.EVALUATION, date(2027, 1, 1), date(2028, 1, 1))], efforts, Quarter(2027, 3)) == 40


def test_quarters():
    assert Quarter.of(date(2026, 11, 20)) == Quarter(2026, 4)
    assert Quarter(2026, 4).on(1) == Quarter(2027, 1)
    assert Quarter(2026, 4).after == date(2027, 1, 1)
    assert Quarter(2026, 4).shared(date(2026, 12, 30), date(2027, 2, 1)) == 2


@st.composite
def plans(draw, key=1, before=None):
    """A plan in order, some of its first days kept."""
    steps = [step for step in ORDER if draw(st.booleans())] or [Step.NOTICE]
    gaps = [draw(st.integers(1, 200)) for _step in steps]
    day, days = date(2027, 1, 1), {}
    for step, gap in zip(steps, gaps, strict=True):
        day += timedelta(days=gap)
        days[step] = day
    kept = frozenset(steps[: draw(st.integers(0, len(steps) - 1))])
    return Plan(key, days, kept, before, draw(st.booleans()) if before else False)


@st.composite
def chains(draw):
    length = draw(st.integers(1, 4))
    found = {key: draw(plans(key, key - 1 or None)) for key in range(1, length + 1)}
    first = found[1]
    step, _day = draw(st.sampled_from(first.free))
    to = TODAY + timedelta(days=draw(st.integers(0, 3000)))
    return found, step, to, draw(st.sampled_from(How))


@given(chains())
def test_moving_keeps_order_and_leaves_what_is_kept(chain):
    found, step, to, how = chain
    if not may_move(found[1], step, to, TODAY):
        return
    moved = moves(found, 1, step, to, how, TODAY)
    assert len({(one.key, one.step) for one in moved}) == len(moved)
    for plan in found.values():
        own = {one.step: one.after for one in moved if one.key == plan.key}
        assert in_order({**plan.days, **own})
        assert not plan.kept & set(own)
        assert not (plan.stands and own)
        if plan.key != 1 and own:  # what follows keeps its length
            assert len({after - plan.days[step] for step, after in own.items()}) == 1
            assert set(own) == {step for step, _day in plan.free}


@given(chains())
def test_moving_along_keeps_the_length_of_every_plan(chain):
    found, step, to, _how = chain
    if not may_move(found[1], step, to, TODAY):
        return
    by = to - found[1].days[step]
    for one in moves(found, 1, step, to, How.ALONG, TODAY):
        if one.key == 1:
            assert one.after - one.before == by


@given(st.builds(Leads, *[st.integers(0, 400)] * 6), st.dates(date(2027, 1, 1), date(2040, 1, 1)))
def test_what_is_worked_back_is_in_order_and_as_long_as_the_leads(leads, starts_on):
    days = worked_back(starts_on, leads)
    assert days[Step.STARTS] == starts_on
    assert all(first <= then for (_a, first), (_b, then) in zip(dated(days), dated(days)[1:], strict=False))
    assert starts_on - latest_start(starts_on, leads) == timedelta(days=leads.total)
