"""How far prices may follow an index. Pure arithmetic on ``Decimal``; nothing is rounded before the end.

This is what the contract states (a clear review clause, 2014/24/EU art. 72(1)(a)), not law: how much of the price
follows the index, and how far the index must have moved before anything changes.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

PER_CENT = Decimal("0.001")  # per cent are kept, and applied, with three decimals
FEWEST_DECIMALS = 2


@dataclass(frozen=True)
class Clause:
    """``share`` per cent of a price follow the index, once it has moved by ``threshold`` per cent either way."""

    base: Decimal
    share: Decimal = Decimal(100)
    threshold: Decimal = Decimal(0)


@dataclass(frozen=True)
class Movement:
    """What an index has done since its base, and what the clause lets prices do: both in per cent, half up to three
    decimals. ``allowed`` is negative where prices must go down."""

    clause: Clause
    value: Decimal
    moved: Decimal
    allowed: Decimal

    @property
    def reaches_threshold(self) -> bool:
        return abs(self.value / self.clause.base - 1) * 100 >= self.clause.threshold


def movement(clause: Clause, value: Decimal) -> Movement:
    """Compare an index with its base: ``allowed`` = share × (value ÷ base − 1), or nothing below the threshold."""
    moved = (value / clause.base - 1) * 100
    allowed = moved * clause.share / 100 if abs(moved) >= clause.threshold else Decimal(0)
    return Movement(clause, value, _rounded(moved), _rounded(allowed))


def _rounded(per_cent: Decimal) -> Decimal:
    return per_cent.quantize(PER_CENT, ROUND_HALF_UP)


def adjusted(price: Decimal, per_cent: Decimal) -> Decimal:
    """A price moved by so many per cent, rounded half up to the öre; a price that is written with more decimals, as
    those of screws are, keeps as many."""
    exponent = price.normalize().as_tuple().exponent
    decimals = max(FEWEST_DECIMALS, -exponent if isinstance(exponent, int) else 0)
    return (price * (1 + per_cent / 100)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
