"""Which procedures are open: by value, day and what it ends in; what is not known refuses nothing."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from portal.law.opening import Facts, may_use, procedures, thresholds
from portal.law.procedures import Procedure
from portal.law.thresholds import Threshold, ThresholdKind

EU = Threshold(ThresholdKind.EU, Decimal("2197545"), "SEK", "Konkurrensverket")
DIRECT = Threshold(ThresholdKind.DIRECT_AWARD, Decimal("615312"), "SEK", "Konkurrensverket")
KNOWN = {EU.kind: EU, DIRECT.kind: DIRECT}
DAY = date(2021, 3, 1)


def facts(value: str | None = None, **fields) -> Facts:
    return Facts(
        **{
            "jurisdiction": "SE",
            "kind": "framework",
            "value": value and Decimal(value),
            "currency": "SEK",
            "day": DAY,
            "thresholds": KNOWN,
            **fields,
        }
    )


def closed(found: Facts) -> set[Procedure]:
    return {opening.procedure for opening in procedures(found) if not opening.answer}


def test_above_the_threshold_national_rules_and_direct_award_are_closed():
    assert closed(facts("2197545")) == {Procedure.NATIONAL, Procedure.DIRECT}
    assert closed(facts("2197544.99")) == {Procedure.DIRECT}
    assert closed(facts("615311")) == set()


def test_what_is_not_known_refuses_nothing():
    assert closed(facts("99000000", thresholds={})) == set()
    assert closed(facts(None)) == set()
    unsure = {kind: replace(limit, certain=False) for kind, limit in KNOWN.items()}
    open_ones = facts("99000000", thresholds=unsure)
    assert closed(open_ones) == set()
    assert may_use(Procedure.DIRECT, open_ones).notes  # it says what to check
    for unknown in (open_ones, facts(None), facts("5", thresholds={})):
        doubtful = {opening.procedure for opening in procedures(unknown) if not opening.is_known}
        assert doubtful == {Procedure.NATIONAL, Procedure.DIRECT}
    assert all(opening.is_known for opening in procedures(facts("700000")))


def test_a_dynamic_purchasing_system_follows_the_restricted_procedure():
    found = closed(facts("99000000", kind="dps"))
    assert Procedure.RESTRICTED not in found
    assert {Procedure.OPEN, Procedure.NEGOTIATED, Procedure.DIRECT} <= found


def test_norway_awards_directly_below_the_national_threshold():
    national = Threshold(ThresholdKind.NATIONAL, Decimal("1300000"), "NOK", "KS")
    norwegian = facts("1300000", jurisdiction="NO", currency="NOK", thresholds={national.kind: national})
    assert Procedure.DIRECT in closed(norwegian)
    assert Procedure.DIRECT not in closed(replace(norwegian, value=Decimal("1299999.99")))


def test_below_the_threshold_negotiating_needs_no_grounds():
    below, above = (may_use(Procedure.NEGOTIATED, facts(value)) for value in ("1000000", "3000000"))
    assert below and above
    assert below.notes[0].source is None
    assert "26(4)" in str(above.notes[0].source)


@pytest.mark.parametrize("jurisdiction", ["SE", "NO"])
def test_every_answer_says_why(jurisdiction):
    for opening in procedures(facts("1000000", jurisdiction=jurisdiction)):
        assert str(opening.answer)


def test_thresholds_are_told_with_the_side_of_the_value():
    direct, eu = thresholds(facts("1000000"))
    assert direct.reasons[0].params["amount"].amount == Decimal("615312")
    assert len(direct.reasons) == len(eu.reasons) == 2
    assert str(direct.reasons[1]) != str(eu.reasons[1])
    assert [len(answer.reasons) for answer in thresholds(facts("1000000", thresholds={}))] == [1, 1]
