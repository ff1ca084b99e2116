"""What people write in the cells of a spreadsheet, read as values. Each reader raises ``Wrong`` in words for them."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from babel import Locale
from django.utils.translation import gettext as _

from portal.files.sheets.reading import Cell
from portal.web.forms import parse_money

EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)
MOST_MONEY = Decimal(10) ** 13
ORE = Decimal("0.01")


class Wrong(ValueError):
    """The cell does not hold what its column is for."""


def text(cell: Cell) -> str:
    """Words; a number that stands in a column of words is written without decimals that it does not have."""
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return format(cell, "f")
    return str(cell)


def line(cell: Cell, longest: int) -> str:
    """Words on one line, of so many characters at most."""
    words = " ".join(text(cell).split())
    if len(words) > longest:
        raise Wrong(_("This is longer than %(longest)s characters.") % {"longest": longest})
    return words


@lru_cache
def _months() -> Mapping[str, int]:
    """The months' names and their abbreviations in the portal's languages."""
    names = {}
    for language in ("sv", "nb", "en"):
        months = Locale.parse(language).months["format"]
        for width in ("wide", "abbreviated"):
            names |= {str(name).rstrip(".").lower(): number for number, name in months[width].items()}
    return names


_ISO = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:[T ]0?0:00(?::00)?)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")
_NAMED = re.compile(r"(\d{1,2})\.?\s+([^\W\d]+)\.?,?\s+(\d{4})")


def day(cell: Cell) -> date | None:
    """A day: 2026-11-20, 20.11.2026, 20/11/2026, 20 nov 2026, or the spreadsheet's own."""
    if cell is None:
        return None
    found = cell if isinstance(cell, date) else _written_day(text(cell))
    if found is None:
        raise Wrong(_("“%(text)s” is not a date. Write it as 2026-11-20.") % {"text": text(cell)})
    if not EARLIEST <= found <= LATEST:
        raise Wrong(
            _("%(day)s is not between %(first)s and %(last)s.")
            % {"day": found.isoformat(), "first": EARLIEST.year, "last": LATEST.year}
        )
    return found


def _written_day(words: str) -> date | None:
    if match := _ISO.fullmatch(words):
        year, month, number = map(int, match.groups())
    elif match := _DAY_FIRST.fullmatch(words):
        number, month, year = map(int, match.groups())
    elif match := _NAMED.fullmatch(words):
        number, month, year = int(match[1]), _months().get(match[2].lower(), 0), int(match[3])
    else:
        return None
    try:
        return date(year, month, number)
    except ValueError:
        return None


def money(cell: Cell, language: str, *, signed: bool = False) -> Decimal | None:
    """An amount ex VAT in the cooperation's currency: 1 250 000,50, 1,250,000.50, 1250000 kr. Below zero only where it
    is ``signed``."""
    if cell is None:
        return None
    if isinstance(cell, Decimal):
        if abs(cell) >= MOST_MONEY:
            raise Wrong(_("The amount is larger than the portal can keep."))
        amount = cell.quantize(ORE, ROUND_HALF_UP)  # what a formula left behind the öre is not meant
    else:
        try:
            amount = parse_money(text(cell), language)
        except ValueError:
            raise Wrong(
                _("“%(text)s” is not an amount. Write it as 1250000 or 1 250 000,50.") % {"text": text(cell)}
            ) from None
        if amount != amount.quantize(ORE):
            raise Wrong(_("An amount has at most two decimals."))
    if amount < 0 and not signed:
        raise Wrong(_("An amount is never negative."))
    if abs(amount) >= MOST_MONEY:
        raise Wrong(_("The amount is larger than the portal can keep."))
    return amount


def parts(cell: Cell) -> tuple[str, ...]:
    """Several names or numbers, parted by semicolons or line breaks."""
    return tuple(part.strip() for part in re.split(r"[;\n]", text(cell)) if part.strip())


_YES = ("yes", "y", "ja", "j", "x", "1", "true", "sant", "binding", "bindande", "bindende", "måste", "must", "skal")
_NO = ("no", "n", "nej", "nei", "0", "false", "falskt", "usant", "kan", "may", "frivillig", "frivilligt")


def yes_or_no(cell: Cell) -> bool:
    """Whether it is so; an empty cell means no."""
    words = text(cell).lower()
    if not words or words in _NO:
        return False
    if words in _YES:
        return True
    raise Wrong(_("“%(text)s” is neither yes nor no.") % {"text": text(cell)})
