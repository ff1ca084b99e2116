"""Standstill and time limits: golden dates worked out by hand, and what must hold for any day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.law.calendars import Rule, count, is_free
from portal.law.procedures import Procedure
from portal.law.standstill import standstill
from portal.law.time_limits import (
    DYNAMIC,
    Circumstances,
    Limit,
    Timetable,
    by_agreement,
    checked,
    minimum,
    prior_notice_counts,
    result_notice,
)

days = st.dates(date(1990, 1, 1), date(2099, 10, 1))
countries = st.sampled_from(["SE", "NO"])
lengths = st.integers(1, 60)
rules = st.sampled_from(Rule)


@pytest.mark.parametrize(
    ("country", "sent_on", "electronic", "sign_on"),
    [
        # Upphandlingsmyndigheten's own two examples: 11 April is the tenth day; 28 April is a Sunday
        ("SE", date(2019, 4, 1), True, date(2019, 4, 12)),
        ("SE", date(2019, 4, 18), True, date(2019, 4, 30)),
        ("SE", date(2019, 4, 1), False, date(2019, 4, 17)),
        # the tenth day is Midsummer Eve, which only Sweden counts: then Saturday, Sunday, Monday 22 June
        ("SE", date(2026, 6, 9), True, date(2026, 6, 23)),
        ("NO", date(2026, 6, 9), True, date(2026, 6, 20)),
        # Christmas Eve, Christmas Day, Saturday, Sunday, Monday 28 December
        ("SE", date(2026, 12, 14), True, date(2026, 12, 29)),
        ("NO", date(2026, 12, 14), True, date(2026, 12, 25)),
        # Maundy Thursday is a holiday in Norway: the next working day is Tuesday 7 April
        ("NO", date(2026, 3, 23), True, date(2026, 4, 8)),
        ("SE", date(2026, 3, 23), True, date(2026, 4, 3)),
        # 17 May 2027 is a Monday
        ("NO", date(2027, 5, 7), True, date(2027, 5, 19)),
    ],
)
def test_standstill(country, sent_on, electronic, sign_on) -> None:
    counted = standstill(country, sent_on, electronic=electronic)
    assert counted.day == sign_on
    assert counted.last_day == sign_on - timedelta(days=1)
    assert counted.steps and all(str(step) for step in counted.steps)
    assert any(step.source for step in counted.steps)


def test_what_needs_no_standstill() -> None:
    day = date(2026, 3, 2)
    assert standstill("SE", day, mini_competition=True).day is None
    assert standstill("NO", day, mini_competition=True).day == date(2026, 3, 13)  # not checked: on the safe side
    assert standstill("SE", day, procedure=Procedure.DIRECT).day is None
    assert standstill("NO", day, procedure=Procedure.NATIONAL).day is None
    assert standstill("SE", day, procedure=Procedure.NATIONAL).day == date(2026, 3, 13)


def test_what_suspends_signing_differs() -> None:
    day = date(2026, 3, 2)
    swedish, norwegian = (standstill(country, day).notes for country in ("SE", "NO"))
    assert len(swedish) == 1 and len(norwegian) == 2
    assert "KOFA" in str(norwegian[0]) and not norwegian[0].source.certain


MONDAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("procedure", "limit", "given_", "due_on"),
    [
        # 35 days end on Easter Monday, 6 April; 30 on 1 April; 15 on 17 March
        (Procedure.OPEN, Limit.TENDERS, Circumstances(electronic=False), date(2026, 4, 7)),
        (Procedure.OPEN, Limit.TENDERS, Circumstances(), date(2026, 4, 1)),
        (Procedure.OPEN, Limit.TENDERS, Circumstances(prior_notice_on=date(2025, 12, 1)), date(2026, 3, 17)),
        (Procedure.OPEN, Limit.TENDERS, Circumstances(urgent=True), date(2026, 3, 17)),
        # sent 34 days before, and a year and a day before: neither shortens anything
        (Procedure.OPEN, Limit.TENDERS, Circumstances(prior_notice_on=date(2026, 1, 27)), date(2026, 4, 1)),
        (Procedure.OPEN, Limit.TENDERS, Circumstances(prior_notice_on=date(2025, 3, 1)), date(2026, 4, 1)),
        # 30 + 5 days: Easter Monday again; urgency is not lengthened
        (Procedure.OPEN, Limit.TENDERS, Circumstances(online=False), date(2026, 4, 7)),
        (Procedure.OPEN, Limit.TENDERS, Circumstances(online=False, urgent=True), date(2026, 3, 17)),
        (Procedure.RESTRICTED, Limit.REQUESTS, Circumstances(), date(2026, 4, 1)),
        (Procedure.RESTRICTED, Limit.REQUESTS, Circumstances(urgent=True), date(2026, 3, 17)),
        # 25 days: Friday 27 March; 10: Thursday 12 March
        (Procedure.RESTRICTED, Limit.TENDERS, Circumstances(), date(2026, 3, 27)),
        (Procedure.RESTRICTED, Limit.TENDERS, Circumstances(electronic=False), date(2026, 4, 1)),
        (Procedure.NEGOTIATED, Limit.TENDERS, Circumstances(urgent=True), date(2026, 3, 12)),
        (Procedure.DIALOGUE, Limit.REQUESTS, Circumstances(urgent=True), date(2026, 4, 1)),
        (Procedure.INNOVATION, Limit.REQUESTS, Circumstances(), date(2026, 4, 1)),
        (DYNAMIC, Limit.REQUESTS, Circumstances(urgent=True), date(2026, 4, 1)),
        (DYNAMIC, Limit.TENDERS, Circumstances(online=False), date(2026, 3, 12)),
    ],
)
def test_minimum(procedure, limit, given_, due_on) -> None:
    counted = minimum("SE", procedure, limit, MONDAY, given_)
    assert counted.day == due_on
    assert all(str(step) for step in (*counted.steps, *counted.notes))


@pytest.mark.parametrize("country", ["SE", "NO"])
@pytest.mark.parametrize(
    ("procedure", "limit"),
    [
        (Procedure.SOCIAL, Limit.TENDERS),
        (Procedure.NATIONAL, Limit.TENDERS),
        (Procedure.DIRECT, Limit.TENDERS),
        (Procedure.DIALOGUE, Limit.TENDERS),
    ],
)
def test_where_no_days_are_counted_the_answer_says_so(country, procedure, limit) -> None:
    counted = minimum(country, procedure, limit, MONDAY)
    assert counted.day is None
    assert counted.steps[0].source


def test_an_eve_under_the_regulation_is_said_to_be_unsure() -> None:
    # 24 November + 30 days is Christmas Eve: Sweden goes on to Monday 28 December
    swedish = minimum("SE", Procedure.OPEN, Limit.TENDERS, date(2026, 11, 24))
    assert swedish.day == date(2026, 12, 28)
    assert any(note.source and not note.source.certain for note in swedish.notes)
    assert minimum("NO", Procedure.OPEN, Limit.TENDERS, date(2026, 11, 24)).day == date(2026, 12, 24)


def test_two_working_days_at_least() -> None:
    # two days after Christmas Eve 2026 it is Saturday; Monday would be the only working day
    assert count(date(2026, 12, 24), 2, "NO").day == date(2026, 12, 29)
    assert count(date(2026, 12, 24), 2, "SE", Rule.SWEDISH).day == date(2026, 12, 28)


def test_the_result_notice_follows_within_thirty_days() -> None:
    assert result_notice("SE", date(2026, 3, 2)).day == date(2026, 4, 1)


def test_prior_notice() -> None:
    assert prior_notice_counts(date(2026, 1, 26), MONDAY)  # 35 days before
    assert not prior_notice_counts(date(2026, 1, 27), MONDAY)
    assert prior_notice_counts(date(2025, 3, 2), MONDAY)  # twelve months before
    assert not prior_notice_counts(None, MONDAY)


def test_a_timetable_beside_what_the_law_allows() -> None:
    plan = Timetable(
        "SE",
        Procedure.RESTRICTED,
        notice_on=MONDAY,
        requests_due_on=date(2026, 3, 31),
        tenders_due_on=date(2026, 4, 13),
        award_on=date(2026, 5, 4),
        starts_on=date(2026, 5, 14),
    )
    requests, tenders, starts = checked(plan)
    assert requests.is_too_early  # 1 April at the earliest
    assert tenders.earliest.day == date(2026, 4, 27)  # 25 days after 31 March are Saturday 25 April
    assert tenders.needs_agreement and not tenders.is_too_early  # ten days after are Friday 10 April
    assert starts.is_too_early  # 4 May + 10 is Ascension Day: Friday 15 May, so Saturday 16 May
    assert starts.earliest.day == date(2026, 5, 16)


def test_a_timetable_without_days_has_nothing_to_check() -> None:
    assert list(checked(Timetable("SE", Procedure.OPEN))) == []
    (tenders,) = checked(Timetable("SE", Procedure.OPEN, notice_on=MONDAY))
    assert not tenders.is_too_early and not tenders.needs_agreement
    assert by_agreement("SE", Procedure.OPEN, Limit.TENDERS, MONDAY) is None


@given(days, lengths, countries, rules)
def test_never_earlier_than_the_plain_count_and_never_on_a_free_day(day, length, country, rule) -> None:
    counted = count(day, length, country, rule)
    assert counted.day >= day + timedelta(days=length)
    assert not is_free(counted.day, country)


@given(days, st.integers(0, 40), lengths, countries, rules)
def test_sent_later_never_ends_earlier(day, later, length, country, rule) -> None:
    after = count(day + timedelta(days=later), length, country, rule)
    assert count(day, length, country, rule).day <= after.day


@given(days, lengths, countries, rules)
def test_more_days_never_end_earlier(day, length, country, rule) -> None:
    assert count(day, length, country, rule).day <= count(day, length + 1, country, rule).day


@given(days, st.integers(2, 60), countries)
def test_two_working_days_lie_within(day, length, country) -> None:
    last = count(day, length, country).day
    within = [day + timedelta(days=n) for n in range(1, (last - day).days + 1)]
    assert sum(not is_free(one, country) for one in within) >= 2


@given(days, st.integers(0, 40), countries, st.booleans())
def test_standstill_is_monotone_and_never_short(sent_on, later, country, electronic) -> None:
    signed = standstill(country, sent_on, electronic=electronic)
    assert (signed.day - sent_on).days > (10 if electronic else 15)
    assert signed.day <= standstill(country, sent_on + timedelta(days=later), electronic=electronic).day


def test_a_dynamic_purchasing_system_is_set_up_by_requests_alone() -> None:
    (requests,) = checked(Timetable("SE", DYNAMIC, notice_on=MONDAY, requests_due_on=date(2026, 4, 1)))
    assert requests.field == "requests_due_on" and not requests.is_too_early
