"""How far prices may follow an index: golden figures, each worked out by hand beside it."""

from decimal import Decimal

import pytest

from agreements.prices.indexing import Clause, adjusted, movement


def clause(base: str, share: str = "100", threshold: str = "0") -> Clause:
    return Clause(Decimal(base), Decimal(share), Decimal(threshold))


@pytest.mark.parametrize(
    ("terms", "value", "moved", "allowed"),
    [
        # 104.37 ÷ 100 − 1 = 4.37 %
        (clause("100"), "104.37", "4.370", "4.370"),
        # 329.15 ÷ 312.47 − 1 = 0.0533811…; four fifths of it 0.0427048…
        (clause("312.47", "80"), "329.15", "5.338", "4.270"),
        # 95 ÷ 100 − 1 = −5 %: prices go down
        (clause("100"), "95", "-5.000", "-5.000"),
        # 100.0005 ÷ 100 − 1 = 0.0005 %: half up to 0.001
        (clause("100"), "100.0005", "0.001", "0.001"),
        # 104.99 ÷ 100 − 1 = 4.99 %, below the threshold: nothing changes
        (clause("100", threshold="5"), "104.99", "4.990", "0.000"),
        # 105 ÷ 100 − 1 = 5 %, the threshold itself: all of it counts, not what is above
        (clause("100", threshold="5"), "105", "5.000", "5.000"),
        # the threshold is of the index's movement, before the share: 5 % moved, half of it allowed
        (clause("100", "50", "5"), "105", "5.000", "2.500"),
        # and it holds for falls
        (clause("100", threshold="5"), "96", "-4.000", "0.000"),
    ],
)
def test_movement(terms: Clause, value: str, moved: str, allowed: str) -> None:
    found = movement(terms, Decimal(value))
    assert (str(found.moved), str(found.allowed)) == (moved, allowed)


@pytest.mark.parametrize(
    ("price", "per_cent", "becomes"),
    [
        ("64.5000", "4.370", "67.32"),  # 64.50 × 1.0437 = 67.31865
        ("1250.0000", "4.270", "1303.38"),  # 1250 × 1.0427 = 1303.375: the half goes up
        ("10.1000", "-5.000", "9.60"),  # 10.10 × 0.95 = 9.595: the half goes up, not to the even digit
        ("0.0375", "5.000", "0.0394"),  # 0.0375 × 1.05 = 0.039375: the price has four decimals, and keeps them
        ("12.125", "2.000", "12.368"),  # 12.125 × 1.02 = 12.3675: three decimals stay three
        ("100.0000", "0.000", "100.00"),
        ("0.0000", "7.000", "0.00"),
    ],
)
def test_adjusted_to_the_ore(price: str, per_cent: str, becomes: str) -> None:
    assert str(adjusted(Decimal(price), Decimal(per_cent))) == becomes
