"""A new list beside the one in force: what is new, gone, raised, lowered, and what exceeds an index."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db import connection

from agreements.models import PriceList
from agreements.prices.indexing import PER_CENT, adjusted

LARGEST = 10  # changes shown
MOST_STATED = Decimal("9999.999")  # per cent

MATCHED = """
SELECT coalesce(after.article_number, before.article_number), coalesce(after.name, before.name),
       coalesce(after.unit, before.unit), before.price, after.price
  FROM (SELECT * FROM agreements_pricelistitem WHERE price_list_id = %s) AS before
  FULL JOIN (SELECT * FROM agreements_pricelistitem WHERE price_list_id = %s) AS after
    ON after.article_key = before.article_key AND after.unit = before.unit
 ORDER BY coalesce(after.article_key, before.article_key), coalesce(after.unit, before.unit)
"""


@dataclass(frozen=True, slots=True)
class Pair:
    """An article in both lists, or in one of them. Prices ex VAT in the agreement's currency."""

    number: str
    name: str
    unit: str
    before: Decimal | None
    after: Decimal | None

    @property
    def per_cent(self) -> Decimal | None:
        """How much the price has changed; unknown where it was not there, or nothing, before."""
        if not self.before or self.after is None:
            return None
        return (self.after / self.before - 1) * 100

    def exceeds(self, allowed: Decimal) -> bool:
        """Whether the new price is above what the old one gives with so many per cent more, or less."""
        return self.before is not None and self.after is not None and self.after > adjusted(self.before, allowed)


@dataclass(frozen=True)
class Comparison:
    """The articles of two lists, matched by number and unit.

    ``sum_before`` and ``sum_after`` are of one unit of each article that stands in both: how the list as a whole has
    moved, whatever is bought.
    """

    pairs: tuple[Pair, ...]
    new: int
    gone: int
    raised: int
    lowered: int
    unchanged: int
    sum_before: Decimal
    sum_after: Decimal

    @property
    def per_cent(self) -> Decimal | None:
        """How much dearer one unit of everything has become."""
        return (self.sum_after / self.sum_before - 1) * 100 if self.sum_before else None

    @property
    def stated_per_cent(self) -> Decimal:
        """The change in one figure, half up to three decimals: of one unit of everything or, where dearer and cheaper
        even out, of what has changed most. An article that cost nothing before counts as 100 per cent."""
        largest = self.largest()
        of_most = largest[0].per_cent if largest else None
        for per_cent in (self.per_cent, of_most):
            stated = (per_cent or Decimal(0)).quantize(PER_CENT, ROUND_HALF_UP)
            if stated:
                return min(stated, MOST_STATED)
        return Decimal(100)

    @property
    def changes_prices(self) -> bool:
        return bool(self.raised or self.lowered)

    def largest(self) -> list[Pair]:
        """The pairs whose prices have changed most, either way."""
        changed = [pair for pair in self.pairs if pair.before != pair.after and pair.per_cent is not None]
        return sorted(changed, key=lambda pair: -abs(pair.per_cent or Decimal(0)))[:LARGEST]

    def exceeding(self, allowed: Decimal) -> list[Pair]:
        """The articles that cost more than so many per cent allow, the furthest above first."""
        above = [pair for pair in self.pairs if pair.exceeds(allowed)]
        return sorted(above, key=lambda pair: -(pair.per_cent if pair.per_cent is not None else Decimal("Infinity")))


def compare(before: PriceList | None, after: PriceList) -> Comparison:
    """Match the articles of a list with those of the one that it replaces; without one, all of them are new."""
    pairs = tuple(_pairs(before, after))
    both = [(pair.before, pair.after) for pair in pairs if pair.before is not None and pair.after is not None]
    return Comparison(
        pairs=pairs,
        new=sum(1 for pair in pairs if pair.before is None),
        gone=sum(1 for pair in pairs if pair.after is None),
        raised=sum(1 for was, becomes in both if becomes > was),
        lowered=sum(1 for was, becomes in both if becomes < was),
        unchanged=sum(1 for was, becomes in both if becomes == was),
        sum_before=sum((was for was, _becomes in both), Decimal(0)),
        sum_after=sum((becomes for _was, becomes in both), Decimal(0)),
    )


def _pairs(before: PriceList | None, after: PriceList) -> Iterator[Pair]:
    with connection.cursor() as cursor:
        cursor.execute(MATCHED, [before.pk if before else None, after.pk])
        for row in cursor:
            yield Pair(*row)
