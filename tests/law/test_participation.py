"""Who answers until when, what an answer has to say, and who has the authority."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from portal.law.participation import Asked, answer_whole, has_authority, may_answer, may_set_last_day, meaning

DUE = date(2026, 11, 20)
BEFORE, AFTER = DUE - timedelta(days=1), DUE + timedelta(days=1)
ASKED = Asked(due_on=DUE)
JOINED = Asked(due_on=DUE, answered=True, named=True)
DECLINED = Asked(due_on=DUE, answered=True)


@pytest.mark.parametrize("asked", [ASKED, JOINED, DECLINED])
@pytest.mark.parametrize("day", [BEFORE, DUE])
def test_until_the_last_day_everybody_answers_and_changes(asked, day):
    assert may_answer(asked, day)


def test_after_the_last_day_only_those_who_are_named_correct_their_answer():
    assert may_answer(JOINED, AFTER)
    for asked in (ASKED, DECLINED):
        refused = may_answer(asked, AFTER, "NO")
        assert not refused
        assert refused.reasons[0].params["day"] == DUE
        assert "KOFA 2015/65" in str(refused.reasons[0].source)


@pytest.mark.parametrize("asked", [ASKED, JOINED, DECLINED])
def test_from_the_notice_on_nothing_changes_whatever_the_last_day(asked):
    late = replace(asked, announced=True, due_on=AFTER)
    refused = may_answer(late, BEFORE, "SE")
    assert not refused
    assert "art. 33(2)" in str(refused.reasons[0].source)
    assert not may_answer(replace(asked, ready=True), BEFORE)


def test_the_last_day_has_not_passed_and_lies_before_the_notice():
    assert may_set_last_day(DUE, DUE, None)
    assert may_set_last_day(DUE, BEFORE, AFTER)
    assert may_set_last_day(BEFORE, DUE, None).reasons[0].field == "due_on"
    assert may_set_last_day(DUE, BEFORE, DUE, "answers_due_on").reasons[0].field == "answers_due_on"


@pytest.mark.parametrize(
    ("names", "joins", "volume", "reason", "field"),
    [
        (True, True, "100000", "", None),
        (True, False, "0", "", None),  # an option may be worth nothing
        (True, True, "0", "", "yearly_volume"),
        (True, True, None, "", "yearly_volume"),
        (True, False, "-1", "", "yearly_volume"),
        (False, False, None, "We buy none", None),
        (False, False, "5", "  ", "reason"),
    ],
)
def test_what_an_answer_has_to_say(names, joins, volume, reason, field):
    found = answer_whole(names=names, joins=joins, volume=volume and Decimal(volume), reason=reason)
    assert [why.field for why in found.reasons] == ([field] if field else [])


def test_the_purchasing_contact_signs_and_nobody_else():
    assert has_authority(["purchaser", "purchasing_contact"])
    assert not has_authority(["purchaser"])
    assert not has_authority([])


def test_what_it_means_is_told_with_the_sources_of_the_country():
    told = " ".join(str(reason.source or "") for reason in meaning("NO"))
    assert "KOFA 2015/65" in told
    assert "LOU" not in told
    assert "HFD 2022:4" in " ".join(str(reason.source or "") for reason in meaning("SE"))
