import datetime as dt
import time
from decimal import Decimal

import pytest
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal, format_percent
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from portal.web import formats

LOCALES = {"sv": "sv_SE", "nb": "nb_NO", "en": "en_GB"}
MINUS = {"sv": "−", "nb": "−", "en": "-"}


def test_as_readers_write_them():
    with translation.override("sv"):
        assert formats.date(dt.date(2026, 11, 20)) == "20 nov. 2026"
        assert formats.money(Decimal("1250000")) == "1\xa0250\xa0000\xa0kr"
        assert formats.money(Decimal("1250000.5")) == "1\xa0250\xa0000,50\xa0kr"
        assert formats.money(Decimal("-12"), "NOK", named=True) == "\u221212\xa0NOK"
        assert formats.percent(0.12) == "12\xa0%"
        assert formats.filesize(1_240_000) == "1,2\xa0MB"
        assert formats.filesize(340_400) == "340\xa0kB"
        assert formats.filesize(999_900) == "1,0\xa0MB"
    with translation.override("nb"):
        assert formats.date(dt.date(2026, 11, 20)) == "20. nov. 2026"
    with translation.override("en"):
        assert formats.date(dt.date(2026, 11, 20)) == "20 Nov 2026"
        assert formats.money(Decimal("1250000")) == "1,250,000\xa0kr"


def test_a_moment_is_told_in_the_offices_time():
    # 23:30 UTC on 31 December is half past midnight on New Year's Day in Stockholm.
    moment = dt.datetime(2026, 12, 31, 23, 30, tzinfo=dt.UTC)
    with translation.override("sv"):
        assert formats.date(moment) == "1 jan. 2027"
        assert formats.datetime(moment) == "1 jan. 2027 00:30"


@pytest.mark.parametrize("name", formats.FILTERS)
def test_nothing_is_written_for_nothing(name):
    assert formats.FILTERS[name](None) == ""


@pytest.mark.parametrize("language", LOCALES)
@given(day=st.dates())
def test_dates_are_babels(language, day):
    with translation.override(language):
        assert formats.date(day) == format_date(day, "medium", locale=LOCALES[language])


@pytest.mark.parametrize("language", LOCALES)
@given(amount=st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_money_is_babels(language, amount):
    pattern = "#,##0 ¤" if amount == int(amount) else "#,##0.00 ¤"
    expected = format_currency(
        amount, "SEK", pattern.replace(" ", "\xa0"), locale=LOCALES[language], currency_digits=False
    )
    with translation.override(language):
        assert formats.money(amount) == expected.replace("SEK", "kr").replace("-", MINUS[language])


@pytest.mark.parametrize("language", LOCALES)
@given(value=st.integers(-(10**15), 10**15) | st.decimals(-(10**9), 10**9, places=3))
def test_numbers_are_babels(language, value):
    with translation.override(language):
        expected = format_decimal(value, locale=LOCALES[language])
        assert formats.number(value) == expected.replace("-", MINUS[language])


@pytest.mark.parametrize("language", LOCALES)
@given(thousandths=st.integers(-5000, 5000))
def test_percentages_are_babels(language, thousandths):
    ratio = Decimal(thousandths) / 1000
    with translation.override(language):
        expected = format_percent(ratio, "#,##0.0\xa0%" if language != "en" else "#,##0.0%", LOCALES[language])
        assert formats.percent(ratio, 1) == expected.replace("-", MINUS[language])


def test_a_list_of_fifty_rows_with_four_dates_is_cheap():
    days = [dt.date(2026, 1, 1) + dt.timedelta(days=n) for n in range(200)]
    formats.date(days[0])
    best = min(_seconds(lambda: [formats.date(day) for day in days]) for _ in range(5))
    assert best < 0.002


def _seconds(work):
    start = time.process_time()
    work()
    return time.process_time() - start


def test_a_file_is_named_in_plain_letters():
    assert formats.plain("Møte om Lærebøker, 2/2026") == "mote-om-laereboker-22026"
    assert formats.plain("Styrgruppens nästa möte") == "styrgruppens-nasta-mote"
