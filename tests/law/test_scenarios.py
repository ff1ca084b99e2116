from decimal import Decimal

from portal.law.scenarios import BoughtHours

RATES = {"manager_rate": Decimal(650), "adviser_rate": Decimal(450)}


def test_kongsberg_hours_against_a_coordinator():
    # 200 × 650 + 800 × 450 = 130 000 + 360 000 = 490 000 for 1 000 hours: 490 an hour.
    # 700 000 / 490 = 1 428.57 hours cost as much as a coordinator.
    bought = BoughtHours(manager_hours=200, adviser_hours=800, **RATES)
    assert (bought.hours, bought.total, bought.per_hour) == (1000, Decimal(490_000), Decimal(490))
    assert bought.break_even(Decimal(700_000)) == Decimal("1428.6")


def test_advisers_alone():
    # 700 000 / 450 = 1 555.56
    bought = BoughtHours(manager_hours=0, adviser_hours=1, **RATES)
    assert bought.break_even(Decimal(700_000)) == Decimal("1555.6")


def test_without_hours_or_price_there_is_nothing_to_compare():
    none = BoughtHours(manager_hours=0, adviser_hours=0, **RATES)
    assert (none.total, none.per_hour, none.break_even(Decimal(1))) == (0, None, None)
    assert BoughtHours(1, Decimal(0), 1, Decimal(0)).break_even(Decimal(1)) is None
