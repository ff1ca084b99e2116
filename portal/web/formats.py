"""Dates, numbers and money as a reader writes them: 20 nov. 2026, 1 250 000 kr.

Babel holds the rules of each language. Its formatters cost tens of microseconds a value, which a list of fifty rows
feels, so the plain cases are put together here from Babel's own data; tests hold them equal to Babel's answers, but
for the minus sign, for which Babel's formatters write a hyphen where its own data says −.
"""

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.dates import format_time
from babel.numbers import format_decimal
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language, ngettext

NBSP = "\xa0"
_LOCALES = {"sv": "sv_SE", "nb": "nb_NO", "en": "en_GB"}


@dataclass(frozen=True)
class Conventions:
    """What a language needs to write a plain date and a number."""

    locale: Locale
    months: dict[int, str]
    day_month_year: str
    group: str
    decimal: str
    minus: str
    percent: str


def _template(pattern: str) -> str:
    """Babel's "d MMM y" as something that str.format() fills."""
    parts = {"d": "{day}", "MMM": "{month}", "y": "{year}"}
    return re.sub("d|MMM|y", lambda match: parts[match[0]], pattern)


@lru_cache
def conventions(language: str) -> Conventions:
    """The conventions of a language code of settings.LANGUAGES; English is written as in Europe."""
    locale = Locale.parse(_LOCALES.get(language[:2], "sv_SE"))
    symbols = locale.number_symbols["latn"]
    return Conventions(
        locale=locale,
        months=dict(locale.months["format"]["abbreviated"]),
        day_month_year=_template(locale.date_formats["medium"].pattern),
        group=symbols["group"],
        decimal=symbols["decimal"],
        minus=symbols["minusSign"],
        percent=locale.percent_formats[None].pattern.replace("#,##0", ""),
    )


def _here() -> Conventions:
    return conventions(get_language() or "sv")


def date(value: dt.date | dt.datetime | None) -> str:
    """20 nov. 2026; a moment is shown as its day in the office's time zone; '' for nothing."""
    if value is None or value == "":
        return ""
    if isinstance(value, dt.datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    here = _here()
    return here.day_month_year.format(day=value.day, month=here.months[value.month], year=value.year)


def datetime(value: dt.datetime | None) -> str:
    """20 nov. 2026 14:05, in the office's time zone; '' for nothing."""
    if value is None or value == "":
        return ""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{date(local)} {format_time(local.time(), 'HH:mm', locale=_here().locale)}"


def number(value: int | float | Decimal | None, decimals: int | None = None) -> str:
    """1 250 000; with `decimals`, exactly that many; without, as many as the value has (three at most)."""
    if value is None or value == "":
        return ""
    here = _here()
    if decimals is None:
        if value != int(value):
            return format_decimal(value, locale=here.locale).replace("-", here.minus)
        decimals, value = 0, int(value)
    return _grouped(value, decimals, here)


def _grouped(value: int | float | Decimal, decimals: int, here: Conventions) -> str:
    text = f"{abs(value):,.{decimals}f}" if decimals else f"{round(abs(Decimal(value))):,}"
    text = text.replace(",", "\0").replace(".", here.decimal).replace("\0", here.group)
    return here.minus + text if value < 0 and any(c in "123456789" for c in text) else text


def money(amount: Decimal | int | None, currency: str = "SEK", named: bool = False) -> str:
    """1 250 000 kr; öre only where there are any; `named` writes SEK or NOK where kr could be either.

    Amounts are ex VAT everywhere in Samköp. '' for an unknown amount: the page says what that means there.
    """
    if amount is None or amount == "":
        return ""
    unit = "kr" if currency in ("SEK", "NOK") and not named else currency
    return f"{_grouped(amount, 0 if amount == int(amount) else 2, _here())}{NBSP}{unit}"


def price(amount: Decimal | None, currency: str = "SEK") -> str:
    """64,50 kr: the price of an article, with two decimals, or up to four where it has them (0,0375 kr)."""
    if amount is None or amount == "":
        return ""
    exponent = Decimal(amount).normalize().as_tuple().exponent
    decimals = min(max(2, -exponent if isinstance(exponent, int) else 2), 4)
    return f"{_grouped(amount, decimals, _here())}{NBSP}{'kr' if currency in ('SEK', 'NOK') else currency}"


def percent(value: float | Decimal | None, decimals: int = 0) -> str:
    """12 % for the ratio 0.12."""
    if value is None or value == "":
        return ""
    here = _here()
    return _grouped(value * 100, decimals, here) + here.percent


def filesize(value: int | None) -> str:
    """340 kB, 1,2 MB: decimal units, as file managers show them."""
    if value is None or value == "":
        return ""
    if value < 1000:
        return ngettext("%(size)s byte", "%(size)s bytes", value) % {"size": number(value)}
    size, power = value / 1000, 0
    while size >= 999.5 and power < 2:
        size, power = size / 1000, power + 1
    return f"{number(size, 1 if size < 10 else 0)}{NBSP}{('kB', 'MB', 'GB')[power]}"


def plain(text: str) -> str:
    """Kongsbergregionen innkjøp as kongsbergregionen-innkjop: for an address or the name of a file. ø and æ have no
    accent to lose, so they are spelt out."""
    return slugify(text.lower().replace("ø", "o").replace("æ", "ae"))


FILTERS = {f.__name__: f for f in (date, datetime, number, money, price, percent, filesize)}
