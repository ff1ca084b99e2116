"""How a cooperation is governed, in figures: a small fixture with golden figures worked out by hand."""

from datetime import date
from decimal import Decimal

import pytest

from portal.figures import catalogue, sheets
from portal.governance.models import AgendaItem, AgendaKind, DecisionCondition
from portal.governance.services import agenda, budgets, decisions, meetings, outcome
from portal.governance.services.budgets import LineData
from portal.governance.services.decisions import ConditionData, DecisionData
from portal.governance.services.meetings import MeetingData
from portal.governance.services.outcome import EntryData
from portal.organisations.models import Group, GroupKind
from tests import factories

DAY = date(2026, 11, 20)


@pytest.fixture
def governed(cast):
    """A budget of 1,000 in costs and 1,200 in income, of which 250.50 and 300 have come; a decision with conditions,
    one overdue; a meeting to come with one matter to decide and one to hear."""
    own = cast.cooperation.pk
    group = Group.objects.filter(cooperation=own, kind=GroupKind.STEERING).first()
    held = meetings.register_meeting(
        by=cast.manager, cooperation_id=own, data=MeetingData(title="Held", held_on=date(2026, 1, 10), group=group)
    )
    decision = decisions.record_decision(
        by=cast.manager,
        meeting_id=held.pk,
        data=DecisionData(
            title="Budget",
            wording="The budget is adopted.",
            takes_effect_on=date(2026, 1, 10),
            conditions=(
                ConditionData(text="Late", due_on=date(2026, 11, 1)),
                ConditionData(text="Soon", due_on=date(2026, 12, 31)),
                ConditionData(text="Far", due_on=date(2027, 6, 30)),
            ),
        ),
    )
    lines = [
        LineData(kind="cost", code="10", title="Office", amount=Decimal("1000.00")),
        LineData(kind="income", code="20", title="Commission", amount=Decimal("1200.00")),
    ]
    budget = budgets.draft_budget(by=cast.manager, cooperation_id=own, year=2026, lines=lines)
    budgets.adopt_budget(by=cast.manager, budget_id=budget.pk, decision_id=decision.pk, valid_from=date(2026, 1, 10))
    for code, day, amount in (
        ("10", date(2026, 3, 1), "200.25"),
        ("10", date(2026, 5, 1), "50.25"),
        ("20", date(2026, 6, 1), "300.00"),
    ):
        entry = EntryData(code=code, day=day, amount=Decimal(amount), text="Entered")
        outcome.enter_outcome(by=cast.manager, cooperation_id=own, data=entry)
    coming = meetings.register_meeting(
        by=cast.manager, cooperation_id=own, data=MeetingData(title="Coming", held_on=date(2026, 12, 10), group=group)
    )
    AgendaItem.objects.create(meeting=coming, position=1, kind=AgendaKind.DECISION, title="Commission next year")
    AgendaItem.objects.create(meeting=coming, position=2, kind=AgendaKind.REPORT, title="Follow-up")
    return cast.cooperation


def test_economy_against_budget(governed):
    """Costs 200.25 + 50.25 = 250.50 of 1,000, that is 25.05 per cent; income 300 of 1,200, a quarter."""
    economy = catalogue.steering(governed, DAY).governing.economy
    assert (economy.costs.budget, economy.costs.outcome) == (Decimal("1000.00"), Decimal("250.50"))
    assert economy.costs.used == Decimal("0.2505")
    assert (economy.income.outcome, economy.income.used) == (Decimal("300.00"), Decimal("0.25"))


def test_economy_of_an_earlier_day(governed):
    """On 31 March only the first 200.25 had been entered for."""
    assert catalogue.steering(governed, date(2026, 3, 31)).governing.economy.costs.outcome == Decimal("200.25")


def test_what_waits_to_be_decided(governed):
    assert [row.title for row in catalogue.steering(governed, DAY).governing.to_decide] == ["Commission next year"]


def test_conditions_due_within_sixty_days(governed):
    found = catalogue.steering(governed, DAY).governing.conditions
    assert [(row.text, row.is_overdue) for row in found] == [("Late", True), ("Soon", False)]
    DecisionCondition.objects.filter(text="Late").update(met_on=DAY)
    assert [row["text"] for row in catalogue.take(governed, date(2026, 11, 19))["governing"]["conditions"]] == ["Soon"]


def test_an_agreement_group_is_not_told_of(governed, cast):
    """Contacts and the working group read the figures, and not the decisions of an agreement group."""
    group = Group.objects.filter(cooperation=governed, kind=GroupKind.AGREEMENT).first()
    held = meetings.register_meeting(
        by=cast.manager, cooperation_id=governed.pk, data=MeetingData(title="X", held_on=date(2026, 1, 10), group=group)
    )
    secret = ConditionData(text="Sealed words", due_on=date(2026, 11, 2))
    decided = DecisionData(title="Sealed title", wording="W", takes_effect_on=date(2026, 1, 10), conditions=(secret,))
    decisions.record_decision(by=cast.manager, meeting_id=held.pk, data=decided)
    taken = catalogue.take(governed, DAY)
    assert "Sealed" not in str(taken)
    found = catalogue.shown(governed, taken).governing.conditions
    assert [row.due_on.day for row in found] == [1, 2, 31]
    assert (found[1].decision, found[1].url) == ("", "")


def test_a_matter_that_is_not_for_everybody_is_not_told_of(governed, cast):
    """A draft is read by the office alone: the item about it, and what was decided on it, count without their words."""
    draft = factories.make_agreement(governed, title="Sealed draft", status="draft")
    coming, held = governed.meetings.get(title="Coming"), governed.meetings.get(title="Held")
    about = agenda.ItemData(title="Sealed matter", kind=AgendaKind.DECISION, about=draft)
    agenda.add_item(by=cast.manager, meeting_id=coming.pk, data=about)
    item = agenda.add_item(by=cast.manager, meeting_id=held.pk, data=about)
    secret = ConditionData(text="Sealed words", due_on=date(2026, 11, 2))
    decided = DecisionData(
        title="Sealed title", wording="W", takes_effect_on=date(2026, 1, 10), item=item, conditions=(secret,)
    )
    decisions.record_decision(by=cast.manager, meeting_id=held.pk, data=decided)
    taken = catalogue.take(governed, DAY)
    assert "Sealed" not in str(taken["governing"])
    found = catalogue.shown(governed, taken).governing
    assert [row.meeting for row in found.to_decide] == ["Coming", "Coming"]
    assert len(found.conditions) == 3


def test_the_sheet_says_the_same(governed):
    amounts = [row.amount.amount for row in sheets.rows(catalogue.steering(governed, DAY)) if row.amount]
    assert {Decimal("250.50"), Decimal("300.00")} <= set(amounts)


def test_a_report_from_before_it_was_counted(governed):
    taken = catalogue.take(governed, DAY)
    del taken["governing"]
    assert catalogue.shown(governed, taken).governing is None
