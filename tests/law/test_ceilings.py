"""Rule 3 in use: levels, what is left, and what that allows."""

from decimal import Decimal

import pytest

from portal.law.frameworks.ceilings import Ceiling, Level, may_be_maximum, room_for, room_for_turnover


def ceiling(taken: str, maximum: str | None = "1000", **said) -> Ceiling:
    return Ceiling(None if maximum is None else Decimal(maximum), Decimal(0), Decimal(taken), "SEK", **said)


@pytest.mark.parametrize(
    ("taken", "level"),
    [
        ("0", Level.CALM),
        ("699.99", Level.CALM),
        ("700", Level.WATCH),
        ("849.99", Level.WATCH),
        ("850", Level.WARNING),
        ("999.99", Level.WARNING),
        ("1000", Level.EXHAUSTED),
        ("1200", Level.EXHAUSTED),
    ],
)
def test_levels(taken, level):
    assert ceiling(taken).level == level


def test_an_unknown_maximum_has_no_level_and_holds_nobody_back():
    unknown = ceiling("5000", None)
    assert (unknown.level, unknown.left, unknown.ratio) == (Level.UNKNOWN, None, None)
    answer = room_for(unknown, Decimal(10**9), "SE")
    assert answer
    assert answer.reasons
    assert room_for_turnover(unknown, Decimal(10**9), "SE")


def test_reserved_counts_like_used():
    both = Ceiling(Decimal(1000), Decimal(400), Decimal(450), "SEK")
    assert (both.taken, both.left, both.level) == (Decimal(850), Decimal(150), Level.WARNING)


@pytest.mark.parametrize(("amount", "fits"), [("100", True), ("100.01", False)])
def test_room_for_a_call_off(amount, fits):
    answer = room_for(ceiling("900"), Decimal(amount), "SE")
    assert bool(answer) == fits
    assert "C-216/17" in str(answer.reasons[0].source)


def test_an_overrun_gives_turnover_room_but_no_call_off():
    past = ceiling("1000", overrun=Decimal(1200))
    assert room_for_turnover(past, Decimal(200), "SE")
    assert not room_for_turnover(past, Decimal("200.01"), "SE")
    assert not room_for(past, Decimal(1), "SE")


def test_turnover_that_takes_nothing_more_always_fits():
    assert room_for_turnover(ceiling("1200"), Decimal(0), "SE")


@pytest.mark.parametrize(("maximum", "may"), [("900", True), ("899.99", False), (None, True)])
def test_a_maximum_is_never_lower_than_what_is_taken(maximum, may):
    answer = may_be_maximum(ceiling("900"), None if maximum is None else Decimal(maximum))
    assert bool(answer) == may
    lot = may_be_maximum(ceiling("900", lot="2"), Decimal(1))
    assert [reason.field for reason in lot.reasons] == ["lots.2.maximum_value"]
