"""How benefits are reckoned. Numbers only, no database; amounts ex VAT, rounded half up to the öre."""

from decimal import ROUND_HALF_UP, Decimal

ORE = Decimal("0.01")


def price_saved(compared_price: Decimal, price_now: Decimal, volume: Decimal) -> Decimal:
    """What a lower unit price saves on a volume; below zero where the price is higher than the one compared with."""
    return ((compared_price - price_now) * volume).quantize(ORE, ROUND_HALF_UP)


def process_saved(hours: Decimal, hourly_rate: Decimal) -> Decimal:
    """What hours that nobody has to work any more would have cost."""
    return (hours * hourly_rate).quantize(ORE, ROUND_HALF_UP)
