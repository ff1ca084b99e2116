"""Rule 12: which changes need a legal basis and two persons, and the limits of art. 72."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from agreements.states import changes as states
from portal.law.frameworks.modifications import (
    BASES,
    Basis,
    Modification,
    ModificationKind,
    may_modify,
    needs_two,
    second_person,
)
from portal.law.thresholds import Threshold, ThresholdKind

RAISE = Modification(
    kind="maximum",
    jurisdiction="SE",
    basis=Basis.UNFORESEEN,
    justification="The need doubled.",
    value=Decimal("1000000"),
    original=Decimal("10000000"),
    currency="SEK",
)


def test_kinds_and_bases_are_those_of_the_register():
    assert set(ModificationKind) == set(states.ChangeKind.values)
    assert set(Basis) == set(states.LegalBasis.values)


@pytest.mark.parametrize(
    ("kind", "grows"),
    [
        ("extension", True),
        ("maximum", True),
        ("scope", True),
        ("supplier_replaced", True),
        ("price", False),
        ("index", False),
        ("supplier_renamed", False),
        ("supplier_bankrupt", False),
        ("owner", False),
        ("termination", False),
    ],
)
def test_what_grows_needs_a_basis_and_two_persons(kind, grows):
    change = replace(RAISE, kind=kind, basis="", value=None)
    assert needs_two(change) == grows
    assert bool(may_modify(change)) != grows
    assert bool(second_person(1, 1, change)) != grows
    assert second_person(1, 2, change)


def test_an_option_and_a_lower_maximum_are_one_persons():
    assert not needs_two(replace(RAISE, kind="extension", by_option=True))
    assert not needs_two(replace(RAISE, lowers=True))


def test_everything_is_justified():
    assert [reason.field for reason in may_modify(replace(RAISE, justification=" ")).reasons] == ["justification"]


def test_a_successor_carries_nothing_but_a_successor():
    assert BASES["supplier_replaced"] == (Basis.SUCCESSOR,)
    assert not may_modify(replace(RAISE, basis=Basis.SUCCESSOR))
    assert not may_modify(replace(RAISE, kind="scope", basis=Basis.OVERRUN))


# Half of 10 000 000 is 5 000 000.
@pytest.mark.parametrize(("value", "may"), [("5000000", True), ("5000000.01", False)])
@pytest.mark.parametrize("basis", [Basis.ADDITIONAL, Basis.UNFORESEEN])
def test_at_most_half_the_original_value(basis, value, may):
    assert bool(may_modify(replace(RAISE, basis=basis, value=Decimal(value)))) == may


# Ten per cent of 10 000 000 are 1 000 000, fifteen are 1 500 000; "below" leaves the limit itself out.
@pytest.mark.parametrize(
    ("cpv", "before", "value", "may"),
    [
        ("90910000", "0", "999999.99", True),
        ("90910000", "0", "1000000", False),
        ("90910000", "600000", "399999.99", True),
        ("90910000", "600000", "400000", False),
        ("45210000", "0", "1499999.99", True),
        ("45210000", "900000", "600000", False),
    ],
)
def test_small_values_are_counted_together(cpv, before, value, may):
    change = replace(RAISE, basis=Basis.SMALL_VALUE, main_cpv=cpv, small_before=Decimal(before), value=Decimal(value))
    answer = may_modify(change)
    assert bool(answer) == may
    assert not may or len(answer.notes) == 2  # how far it has come, and the threshold that the portal does not know


def test_the_threshold_of_the_day_is_named_with_its_source():
    """It never blocks: 900 000 are below 2 197 545; 2 300 000, less than a tenth of 30 millions, are not."""
    day = date(2021, 6, 1)
    known = Threshold(ThresholdKind.EU, Decimal("2197545"), "SEK", "Konkurrensverket", certain=False)
    change = replace(RAISE, basis=Basis.SMALL_VALUE, value=Decimal("900000"), day=day, threshold=known)
    note = may_modify(change).notes[1]
    assert note.params["day"] == day
    assert note.params["amount"].amount == Decimal("2197545")
    assert (note.source.name, note.source.certain) == ("Konkurrensverket", False)
    large = may_modify(replace(change, value=Decimal("2300000"), original=Decimal("30000000")))
    assert large
    assert large.notes[1].text != note.text
    assert large.notes[1].params["total"].amount == Decimal("2300000")


@pytest.mark.parametrize("basis", [Basis.SMALL_VALUE, Basis.ADDITIONAL])
def test_what_is_not_known_is_said_and_not_guessed(basis):
    longer = may_modify(replace(RAISE, kind="extension", basis=basis, value=None))
    assert longer and longer.notes
    nothing = may_modify(replace(RAISE, basis=basis, original=None))
    assert nothing and nothing.notes


def test_an_overrun_is_recorded_as_what_it_is():
    answer = may_modify(replace(RAISE, basis=Basis.OVERRUN, value=Decimal("50000000")))
    assert answer and answer.notes
