"""When a ceiling runs out: golden days, worked out by hand."""

from datetime import date
from decimal import Decimal

import pytest

from agreements.ceilings import ceilings_of_many
from agreements.data import TurnoverRow
from agreements.forecast import Outlook, forecast, forecasts
from agreements.services import ceilings
from portal.law.frameworks.ceilings import Ceiling
from tests.agreements.ledger import agreement_with_lots, call_off, turnover

DAY = date(2026, 11, 20)


def ceiling(maximum: str | None, used: str) -> Ceiling:
    return Ceiling(None if maximum is None else Decimal(maximum), Decimal(0), Decimal(used), "SEK")


def months(*amounts: int) -> list[Decimal]:
    return [Decimal(amount) for amount in amounts]


def test_an_even_pace_says_one_day():
    # 100 a month, 600 left: 6 × 30.4375 = 182.625 days, the 182nd after 20 November is 21 May
    found = forecast(ceiling("1000", "400"), months(100, 100, 100, 100), DAY)
    assert (found.outlook, found.months, found.pace) == (Outlook.RUNS_OUT, 4, Decimal("100.00"))
    assert (found.earliest, found.expected, found.latest) == (date(2027, 5, 21),) * 3


def test_months_that_differ_widen_the_interval():
    # mean 100; squares (50² + 50² + 0 + 0) / 3 = 1666.67; the standard error is √(1666.67 / 4) = 20.4124, twice 40.8248
    # 600 / 100      = 6       months = 182.6 days: 21 May
    # 600 / 140.8248 = 4.26062 months = 129.7 days: 29 March
    # 600 / 59.1752  = 10.1394 months = 308.6 days: 24 September
    found = forecast(ceiling("1000", "400"), months(50, 150, 100, 100), DAY)
    assert (found.slowest, found.fastest) == (Decimal("59.18"), Decimal("140.82"))
    assert found.expected == date(2027, 5, 21)
    assert found.earliest == date(2027, 3, 29)
    assert found.latest == date(2027, 9, 24)


def test_one_large_month_may_have_been_the_last():
    # mean 100, and twice its standard error is 200: at the slowest nothing is taken any more
    found = forecast(ceiling("1000", "400"), months(0, 0, 300), DAY)
    assert (found.slowest, found.fastest) == (Decimal("0.00"), Decimal("300.00"))
    assert found.latest is None
    assert found.earliest == date(2027, 1, 19)  # 2 × 30.4375 = 60.9 days


@pytest.mark.parametrize(
    ("maximum", "used", "taken", "outlook"),
    [
        (None, "400", months(100, 100, 100), Outlook.NO_MAXIMUM),
        ("1000", "1000", months(100, 100, 100), Outlook.EXHAUSTED),
        ("1000", "1200", [], Outlook.EXHAUSTED),
        ("1000", "200", months(100, 100), Outlook.TOO_LITTLE_KNOWN),
        ("1000", "0", [], Outlook.TOO_LITTLE_KNOWN),
        ("1000", "400", months(0, 0, 0), Outlook.NOTHING_TAKEN),
        ("1000", "400", months(100, -200, 0), Outlook.NOTHING_TAKEN),
    ],
)
def test_what_cannot_be_said(maximum, used, taken, outlook):
    found = forecast(ceiling(maximum, used), taken, DAY)
    assert (found.outlook, found.expected) == (outlook, None)


def test_further_than_a_hundred_years_is_no_date():
    found = forecast(ceiling("9999999999999", "1"), months(1, 1, 1), DAY)
    assert (found.outlook, found.expected, found.earliest) == (Outlook.RUNS_OUT, None, None)


def test_forecasts_read_the_full_months_of_the_ledger(cast):
    """Known since 1 February: nine full months to 31 October. The current month is left out."""
    agreement = agreement_with_lots(cast)
    first, second = agreement.lots.all()
    made = call_off(cast, agreement, "90", first, called_off_on=date(2026, 2, 1))
    for month, amount in ((5, "90"), (10, "90")):
        bought = TurnoverRow(cast.municipality.pk, Decimal(amount), second.pk)
        ceilings.enter_turnover(by=cast.officer, agreement_id=agreement.pk, data=turnover(bought, month=month))
    freed = TurnoverRow(cast.municipality.pk, Decimal(90), call_off_id=made.pk)  # takes nothing more
    ceilings.enter_turnover(by=cast.officer, agreement_id=agreement.pk, data=turnover(freed, month=9))
    call_off(cast, agreement, "100", first, called_off_on=date(2026, 11, 1))
    found = forecasts(agreement, ceilings_of_many([agreement])[agreement.pk], DAY)
    assert {lot: (one.months, one.pace) for lot, one in found.items()} == {
        None: (9, Decimal("30.00")),  # 270 in nine months
        first.pk: (9, Decimal("10.00")),
        second.pk: (9, Decimal("20.00")),
    }
    then = date(2026, 4, 30)  # February and March are full by then: too few
    past = forecasts(agreement, ceilings_of_many([agreement], day=then)[agreement.pk], then)
    assert past[None].outlook == Outlook.TOO_LITTLE_KNOWN


def test_forecasts_of_an_unused_agreement_ask_nothing(cast, django_assert_num_queries):
    agreement = agreement_with_lots(cast)
    found = ceilings_of_many([agreement])[agreement.pk]
    with django_assert_num_queries(0):
        assert forecasts(agreement, found, DAY)[None].outlook == Outlook.TOO_LITTLE_KNOWN
