"""A cost key as the law takes it, and in words."""

from decimal import Decimal

from django.utils.translation import gettext as _

from portal.governance.models import CostKey, LimitUnit
from portal.law.cost_keys import Key
from portal.web import formats


def law_of(key: CostKey) -> Key:
    """The key as the law of cost keys takes it; without a row in the database, too."""
    return Key(
        equal=Decimal(key.equal_weight),
        inhabitants=Decimal(key.inhabitants_weight),
        turnover=Decimal(key.turnover_weight),
        floor=key.floor,
        cap=key.cap,
        in_percent=key.limit_unit == LimitUnit.PERCENT,
    )


def key_told(key: CostKey, currency: str) -> str:
    """What a key does, in a line: 50 % in equal parts, 50 % by inhabitants; at least 20 000 kr."""
    parts = [
        words % {"weight": formats.percent(weight / 100, _decimals(weight))}
        for words, weight in (
            (_("%(weight)s in equal parts"), Decimal(key.equal_weight)),
            (_("%(weight)s by inhabitants"), Decimal(key.inhabitants_weight)),
            (_("%(weight)s by turnover"), Decimal(key.turnover_weight)),
        )
        if weight
    ]
    said = ", ".join(parts)
    for words, limit in ((_("at least %(limit)s"), key.floor), (_("at most %(limit)s"), key.cap)):
        if limit is not None:
            said += "; " + words % {"limit": _limit(limit, key, currency)}
    return said


def _decimals(weight: Decimal) -> int:
    return 0 if weight == weight.to_integral_value() else 2


def _limit(limit: Decimal, key: CostKey, currency: str) -> str:
    if key.limit_unit == LimitUnit.AMOUNT:
        return formats.money(limit, currency)
    return formats.percent(limit / 100, _decimals(limit))
