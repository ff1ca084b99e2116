"""Figures inside the law's sentences, as the reader writes them: 20 nov. 2026, 1 250 000 kr."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal
from django.utils.translation import get_language

_LOCALES = {"sv": "sv_SE", "nb": "nb_NO", "en": "en_GB"}
_UNITS = {"SEK": "kr", "NOK": "kr"}


@dataclass(frozen=True)
class Money:
    """An amount ex VAT in a currency (ISO 4217)."""

    amount: Decimal
    currency: str

    def __str__(self) -> str:
        pattern = "#,##0" if self.amount == self.amount.to_integral_value() else "#,##0.00"
        digits = format_decimal(self.amount, format=pattern, locale=_locale())
        return f"{digits}\xa0{_UNITS.get(self.currency, self.currency)}"


@dataclass(frozen=True)
class Weekday:
    """A day with the name of its weekday, as a counted period shows it: mån 1 apr. 2019, man. 1. apr. 2019."""

    day: dt.date

    def __str__(self) -> str:
        pattern = "EEE d. MMM y" if _locale() == "nb_NO" else "EEE d MMM y"
        return format_date(self.day, pattern, locale=_locale())


def written(value: Any) -> Any:
    """A value as it stands in a sentence: dates and decimals in the reader's language, the rest as it is."""
    if isinstance(value, dt.date):
        return _day(dt.date(value.year, value.month, value.day), _locale())
    if isinstance(value, Decimal):
        return format_decimal(value, locale=_locale())
    return value


@lru_cache(maxsize=10_000)
def _day(day: dt.date, locale: str) -> str:
    """A chain of reasons names the same few days again and again, and Babel takes its time with each."""
    return format_date(day, "medium", locale=locale)


def _locale() -> str:
    return _LOCALES.get((get_language() or "sv")[:2], _LOCALES["sv"])
