"""Strategies and goals: set by decisions, measured, and read from both ends."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as given_

from portal.governance.effects import settled_by
from portal.governance.goals.deadlines import to_measure
from portal.governance.goals.progress import Way, moment
from portal.governance.models import Decision, Goal, Measurement, Strategy
from portal.governance.services import goals as services
from portal.governance.services.goals import Adoption, MeasurementData, StrategyData
from portal.governance.states.goals import Standing, Trend
from portal.workflow import audit
from portal.workflow.deadlines import Window
from portal.workflow.errors import Conflict, Refused
from tests.governance.setting import DAY, decide, organic


@pytest.fixture
def decision(cast) -> Decision:
    return decide(cast.cooperation)


@pytest.fixture
def strategy(cast, decision) -> Strategy:
    return services.propose_strategy(
        by=cast.officer,
        cooperation_id=cast.cooperation.pk,
        data=StrategyData("Food strategy"),
        adoption=Adoption(decision, DAY),
    )


@pytest.fixture
def goal(cast, strategy, decision) -> Goal:
    return services.propose_goal(
        by=cast.officer, strategy_id=strategy.pk, data=organic(), adoption=Adoption(decision, DAY)
    )


def figure(year=2025, value="37", **more) -> MeasurementData:
    return MeasurementData(year=year, value=Decimal(value), source="Invoices", **more)


# How a goal stands, worked out by hand


@pytest.mark.parametrize(
    ("year", "day", "expected"),
    [
        (2024, None, "32"),
        (2025, None, "36.6667"),  # 32 + 28 / 6
        (2027, None, "46"),  # half of the way: 32 + 14
        (2030, None, "60"),
        (2035, None, "60"),
        (2020, None, "32"),
        (2027, date(2027, 12, 31), "46"),  # the last day of a year is its end
        (2025, date(2025, 12, 31), "36.6667"),
    ],
)
def test_what_is_expected_lies_on_a_straight_line(year, day, expected):
    way = Way("up", Decimal(32), 2024, Decimal(60), 2030)
    assert way.expected(moment(year, day)) == Decimal(expected)


@pytest.mark.parametrize(
    ("figures", "standing", "trend"),
    [
        ([], Standing.UNMEASURED, Trend.UNKNOWN),
        ([(2025, "36.6667")], Standing.ON_TRACK, Trend.BETTER),
        ([(2025, "36.6666")], Standing.BEHIND, Trend.BETTER),
        ([(2025, "31")], Standing.BEHIND, Trend.WORSE),
        ([(2025, "40"), (2026, "40")], Standing.BEHIND, Trend.SAME),  # 41.3333 were expected
        ([(2026, "60"), (2025, "40")], Standing.REACHED, Trend.BETTER),
        ([(2030, "59.9")], Standing.MISSED, Trend.BETTER),
        ([(2030, "60")], Standing.REACHED, Trend.BETTER),
    ],
)
def test_standing_and_trend(figures, standing, trend):
    rows = [Measurement(year=year, value=Decimal(value)) for year, value in figures]
    way = Way("up", Decimal(32), 2024, Decimal(60), 2030)
    assert (way.standing(rows), way.trend(rows)) == (standing, trend)


def test_less_can_be_better():
    way = Way("down", Decimal(100), 2024, Decimal(40), 2030)
    rows = [Measurement(year=2025, value=Decimal(89))]  # 90 are expected
    assert (way.standing(rows), way.trend(rows)) == (Standing.ON_TRACK, Trend.BETTER)
    assert way.share(Decimal(70)) == Decimal("0.5")


@settings(deadline=None)
@given(
    before=given_.decimals(-1000, 1000, places=2),
    gain=given_.decimals(0, 1000, places=2),
    first=given_.integers(2000, 2050),
    length=given_.integers(1, 30),
    at=given_.integers(1990, 2100),
)
def test_the_line_never_leaves_its_ends_and_never_falls(before, gain, first, length, at):
    way = Way("up", before, first, before + gain, first + length)
    here, later = way.expected(moment(at)), way.expected(moment(at + 1))
    assert before <= here <= later <= before + gain


# What decisions set


def test_goal_stands_on_a_decision_and_is_not_changed(cast, goal):
    with pytest.raises(Refused):
        services.edit_goal(by=cast.officer, goal_id=goal.pk, version=goal.version, data=organic(title="Other"))
    with pytest.raises(Refused):
        services.discard(by=cast.officer, row=goal, version=goal.version)
    with pytest.raises(IntegrityError), transaction.atomic():
        Goal.objects.filter(pk=goal.pk).update(decision=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Goal.objects.filter(pk=goal.pk).update(target_value=61)


def test_goal_ends_on_the_day_before_the_decision_that_ends_it(cast, goal):
    end = decide(cast.cooperation, date(2025, 7, 1))
    with pytest.raises(Refused):
        services.end(by=cast.officer, row=goal, version=goal.version, decision=end, on=date(2025, 6, 29))
    services.end(by=cast.officer, row=goal, version=goal.version, decision=end, on=date(2025, 6, 30))
    goal.refresh_from_db()
    assert (goal.holds_on(date(2025, 6, 30)), goal.holds_on(date(2025, 7, 1))) == (True, False)


def test_goal_does_not_outlive_its_strategy(cast, decision):
    term = services.propose_strategy(
        by=cast.officer,
        cooperation_id=cast.cooperation.pk,
        data=StrategyData("Term of office"),
        adoption=Adoption(decision, DAY, date(2026, 12, 31)),
    )
    own = {"by": cast.officer, "strategy_id": term.pk, "data": organic()}
    with pytest.raises(Refused):
        services.propose_goal(**own, adoption=Adoption(decision, DAY, date(2027, 6, 30)))
    goal = services.propose_goal(**own, adoption=Adoption(decision, DAY))
    assert goal.valid_to == date(2026, 12, 31)


def test_goal_of_anothers_decision_is_refused(cast, strategy):
    foreign = decide(cast.other_cooperation)
    with pytest.raises(Refused):
        services.propose_goal(by=cast.officer, strategy_id=strategy.pk, data=organic(), adoption=Adoption(foreign, DAY))
    assert not Goal.objects.exists()


def test_goal_never_begins_before_its_decision_or_strategy(cast, strategy):
    early = decide(cast.cooperation, date(2023, 1, 1))
    for decision, day in ((strategy.decision, date(2023, 12, 31)), (early, date(2023, 6, 1))):
        with pytest.raises(Refused):
            services.propose_goal(
                by=cast.officer, strategy_id=strategy.pk, data=organic(), adoption=Adoption(decision, day)
            )


def test_goal_set_anew_ends_the_earlier_on_the_day_before(cast, goal):
    later = decide(cast.cooperation, date(2026, 3, 1))
    new = services.propose_goal(
        by=cast.officer,
        strategy_id=goal.strategy_id,
        data=organic(target_value=Decimal(75), replaces=goal),
        adoption=Adoption(later, date(2026, 4, 1)),
    )
    goal.refresh_from_db()
    assert (goal.valid_to, goal.ended_by) == (date(2026, 3, 31), later)
    assert (goal.holds_on(date(2026, 3, 31)), new.holds_on(date(2026, 3, 31))) == (True, False)
    with pytest.raises(Refused):  # nobody takes the same place twice
        services.propose_goal(by=cast.officer, strategy_id=goal.strategy_id, data=organic(replaces=goal))


def test_strategy_is_adopted_with_its_goals_and_ends_with_them(cast, decision):
    strategy = services.propose_strategy(
        by=cast.officer, cooperation_id=cast.cooperation.pk, data=StrategyData("Climate")
    )
    with_it, later = (
        services.propose_goal(by=cast.officer, strategy_id=strategy.pk, data=organic(title=title))
        for title in ("One", "Two")
    )
    services.adopt(
        by=cast.officer,
        row=strategy,
        version=strategy.version,
        adoption=Adoption(decision, date(2024, 2, 1)),
        goals=[with_it.pk],
    )
    with_it.refresh_from_db()
    later.refresh_from_db()
    assert (with_it.decision, with_it.valid_from) == (decision, date(2024, 2, 1))
    assert later.is_proposed
    strategy.refresh_from_db()
    end = decide(cast.cooperation, date(2025, 1, 1))
    services.end(by=cast.officer, row=strategy, version=strategy.version, decision=end, on=date(2025, 6, 30))
    with_it.refresh_from_db()
    assert (with_it.valid_to, with_it.ended_by) == (date(2025, 6, 30), end)
    assert audit.history(with_it).first().action == "goal.ended"


def test_goal_of_a_proposed_strategy_is_not_adopted(cast, decision):
    strategy = services.propose_strategy(
        by=cast.officer, cooperation_id=cast.cooperation.pk, data=StrategyData("Climate")
    )
    goal = services.propose_goal(by=cast.officer, strategy_id=strategy.pk, data=organic())
    with pytest.raises(Refused):
        services.adopt(by=cast.officer, row=goal, version=goal.version, adoption=Adoption(decision, DAY))
    services.discard(by=cast.officer, row=goal, version=goal.version)
    assert not Goal.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"target_year": 2024},
        {"target_value": Decimal(31)},
        {"direction": "down"},
        {"sdgs": (18,)},
        {"title": "  "},
    ],
)
def test_goal_that_contradicts_itself_is_refused(cast, strategy, wrong):
    with pytest.raises(Refused):
        services.propose_goal(by=cast.officer, strategy_id=strategy.pk, data=organic(**wrong))


def test_goal_edited_by_two_is_a_conflict(cast, strategy):
    goal = services.propose_goal(by=cast.officer, strategy_id=strategy.pk, data=organic())
    services.edit_goal(by=cast.manager, goal_id=goal.pk, version=goal.version, data=organic(unit="per cent"))
    with pytest.raises(Conflict):
        services.edit_goal(by=cast.officer, goal_id=goal.pk, version=goal.version, data=organic(unit="share"))


def test_responsible_is_somebody_of_the_cooperation(cast, goal):
    with pytest.raises(Refused):
        services.name_responsible(by=cast.officer, goal_id=goal.pk, version=goal.version, person=cast.stranger)
    services.name_responsible(by=cast.officer, goal_id=goal.pk, version=goal.version, person=cast.contact)
    services.measure(by=cast.contact, goal_id=goal.pk, data=figure())
    with pytest.raises(Refused):
        services.measure(by=cast.purchaser, goal_id=goal.pk, data=figure(2024))


# Measurements


def test_measurement_is_corrected_and_never_erased(cast, goal):
    wrong = services.measure(by=cast.officer, goal_id=goal.pk, data=figure(value="73"))
    with pytest.raises(Refused):
        services.measure(by=cast.officer, goal_id=goal.pk, data=figure(value="37"))
    with pytest.raises(Refused):
        services.correct(by=cast.officer, measurement_id=wrong.pk, data=figure(value="37"), reason=" ")
    right = services.correct(by=cast.officer, measurement_id=wrong.pk, data=figure(value="37"), reason="Turned digits")
    wrong.refresh_from_db()
    assert (wrong.stands, wrong.value, right.corrects) == (False, Decimal(73), wrong)
    assert list(goal.measurements.standing()) == [right]
    with pytest.raises(Refused):
        services.correct(by=cast.officer, measurement_id=wrong.pk, data=figure(value="38"), reason="Again")
    with pytest.raises(IntegrityError), transaction.atomic():
        Measurement.objects.create(goal=goal, year=2025, value=1, source="x", by=cast.officer)


@pytest.mark.parametrize(
    "data",
    [
        figure(year=2023),
        figure(year=2090),
        figure(day=date(2024, 12, 31)),
        MeasurementData(year=2025, value=Decimal(1), source=" "),
    ],
)
def test_measurement_that_cannot_be_is_refused(cast, goal, data):
    with pytest.raises(Refused):
        services.measure(by=cast.officer, goal_id=goal.pk, data=data)


def test_measurement_that_is_missing_is_asked_for(cast, goal):
    services.name_responsible(by=cast.officer, goal_id=goal.pk, version=goal.version, person=cast.contact)
    window = Window(date(2026, 3, 1), date(2026, 4, 1), date(2026, 3, 2))
    assert [row.to for row in to_measure(window)] == [(cast.contact.pk,)]
    assert [row.to for row in to_measure(Window(window.first, window.last, window.today, cast.purchaser.pk))] == []
    services.measure(by=cast.officer, goal_id=goal.pk, data=figure(2025))
    assert list(to_measure(window)) == []


# Pages


@pytest.mark.parametrize("is_public", [True, False])
@pytest.mark.parametrize("actor", ["officer", "purchaser", "steering", "supplier", "stranger", "public"])
def test_goal_is_public_where_its_decision_is(cast, sign_in, goal, is_public, actor):
    Decision.objects.filter(pk=goal.decision_id).update(is_public=is_public)
    client = sign_in(cast.user(actor))
    seen = is_public or actor in ("officer", "purchaser", "steering")
    for address in (goal.get_absolute_url(), goal.strategy.get_absolute_url()):
        assert client.get(address).status_code == (200 if seen else 404)
    assert (goal.title in client.get(reverse("goal-list")).content.decode()) is seen


def test_goal_page_names_nobody_to_the_public(cast, sign_in, goal):
    Decision.objects.filter(pk=goal.decision_id).update(is_public=True)
    services.name_responsible(by=cast.officer, goal_id=goal.pk, version=goal.version, person=cast.contact)
    services.measure(by=cast.officer, goal_id=goal.pk, data=figure())
    page = sign_in(None).get(goal.get_absolute_url()).content.decode()
    assert "Invoices" in page
    assert cast.contact.name not in page
    assert cast.officer.name not in page
    export = sign_in(None).get(reverse("goal-list") + "?export=csv")
    assert cast.contact.name not in b"".join(export.streaming_content).decode()


@pytest.mark.parametrize(("actor", "status"), [("officer", 302), ("purchaser", 403), ("stranger", 404)])
def test_goal_entered_in_the_browser(cast, sign_in, strategy, decision, actor, status):
    client = sign_in(cast.user(actor))
    address = reverse("goal-new", args=[cast.cooperation.pk])
    sent = {
        "strategy": strategy.pk, "title": "Fewer kilometres", "indicator": "Kilometres", "unit": "km",
        "direction": "down", "baseline_value": "1 200,5", "baseline_year": "2024", "target_value": "900",
        "target_year": "2030", "sdgs": ["12", "13"], "decision": decision.pk, "valid_from": "", "valid_to": "",
    }  # fmt: skip
    assert client.post(address, sent).status_code == status
    assert Goal.objects.filter(title="Fewer kilometres", valid_from=DAY, sdgs=[12, 13]).exists() is (status == 302)


def test_goal_form_says_what_is_wrong_beside_the_field(cast, sign_in, strategy):
    client = sign_in(cast.officer)
    sent = {
        "strategy": strategy.pk, "title": "X", "indicator": "Y", "unit": "%", "direction": "up",
        "baseline_value": "60", "baseline_year": "2024", "target_value": "32", "target_year": "2024",
    }  # fmt: skip
    answer = client.post(reverse("goal-new", args=[cast.cooperation.pk]), sent)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert 'id="id_target_value_error"' in page
    assert 'id="id_target_year_error"' in page


def test_strategy_warns_past_five_goals_and_refuses_none(cast, sign_in, strategy, decision):
    for number in range(6):
        services.propose_goal(
            by=cast.officer, strategy_id=strategy.pk, data=organic(title=f"Goal {number}"),
            adoption=Adoption(decision, DAY),
        )  # fmt: skip
        page = sign_in(cast.officer).get(strategy.get_absolute_url()).content.decode()
        assert ('class="ds-alert" data-color="warning"' in page) is (number == 5)


def test_decision_tells_what_it_set(cast, decision, goal):
    told = settled_by(cast.officer, [decision])[decision.pk]
    assert [row.title for row in told] == [goal.strategy.title, goal.title]
    assert settled_by(cast.stranger, [decision])[decision.pk] == []
