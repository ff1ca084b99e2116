"""What people write in the cells of a register, read as values. Each reader raises ``Wrong`` in words for them."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

from babel import Locale
from django.utils.translation import gettext as _

from agreements.imports.reading import Cell
from agreements.states import AgreementKind, AgreementLevel, CallOffMethod
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


def money(cell: Cell, language: str) -> Decimal | None:
    """An amount ex VAT in the cooperation's currency: 1 250 000,50, 1,250,000.50, 1250000 kr."""
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
    if amount < 0:
        raise Wrong(_("An amount is never negative."))
    if amount >= MOST_MONEY:
        raise Wrong(_("The amount is larger than the portal can keep."))
    return amount


def share(cell: Cell) -> Decimal | None:
    """Per cent of the volume: 40, 40 %, 33,33."""
    if cell is None:
        return None
    words = text(cell).replace("%", "").replace(",", ".").strip()
    if not re.fullmatch(r"\d{1,3}(\.\d{1,2})?", words) or not 0 < Decimal(words) <= 100:
        raise Wrong(_("A share is a percentage between 0 and 100, such as 40."))
    return Decimal(words).quantize(ORE)


def rank(cell: Cell) -> int | None:
    """1 is asked first."""
    if cell is None:
        return None
    words = text(cell).rstrip(".")
    if not re.fullmatch(r"\d{1,3}", words) or int(words) < 1:
        raise Wrong(_("A rank is a whole number from 1."))
    return int(words)


_OPTION = re.compile(r"(?:(\d{1,2})\s*[x×*]\s*)?(\d{1,3})\s*([^\W\d]*)\.?", re.IGNORECASE)
_YEARS, _MONTHS = ("år", "y", "year", "years", "yr"), ("", "m", "mån", "månad", "månader", "mnd", "mdr", "måned")
_MONTHS += ("måneder", "month", "months", "mth")


def options(cell: Cell) -> tuple[int, ...]:
    """The months of each extension option: 12+12, 2 x 12 mån, 1 år + 1 år."""
    months: list[int] = []
    for part in re.split(r"[+;,&]", text(cell)):
        if not part.strip():
            continue
        match = _OPTION.fullmatch(part.strip())
        unit = match[3].lower() if match else "?"
        if match is None or unit not in (*_YEARS, *_MONTHS):
            raise Wrong(_("“%(text)s” are not options. Write the months of each, as 12+12.") % {"text": text(cell)})
        length = int(match[2]) * (12 if unit in _YEARS else 1)
        if not 1 <= length <= 240:
            raise Wrong(_("An option extends the agreement by 1 to 240 months."))
        months += [length] * int(match[1] or 1)
    if len(months) > 20:
        raise Wrong(_("There are more than 20 options."))
    return tuple(months)


def days(cell: Cell) -> tuple[date, ...]:
    """Several days, parted by semicolons or plus signs."""
    if cell is None or isinstance(cell, date):
        return (cell,) if cell else ()
    return tuple(found for part in re.split(r"[;+]", text(cell)) if (found := day(part.strip() or None)))


def parts(cell: Cell) -> tuple[str, ...]:
    """Several names or numbers, parted by semicolons or line breaks."""
    return tuple(part.strip() for part in re.split(r"[;\n]", text(cell)) if part.strip())


def codes(cell: Cell) -> tuple[str, ...]:
    """Several CPV codes, parted by commas, semicolons or spaces; labels behind a code are let go."""
    found = re.split(r"[,;\s]+", text(cell))
    return tuple(part for part in found if part and not part.isalpha())


_WORDS: dict[str, tuple[str, ...]] = {
    AgreementKind.FRAMEWORK: (
        "framework", "framework agreement", "ramavtal", "ramaftale", "rammeavtale", "rammeavtaler",
    ),
    AgreementKind.CONTRACT: ("contract", "kontrakt", "avtal", "avtale", "agreement", "upphandlingskontrakt"),
    AgreementKind.PARTNERSHIP: ("partnership", "partnerskap", "leverantörspartnerskap", "leverandørpartnerskap"),
    AgreementKind.DPS: (
        "dps", "dis", "dynamic purchasing system", "dynamiskt inköpssystem", "dynamisk innkjøpsordning",
    ),
    AgreementLevel.NATIONAL: ("national", "nationell", "nationellt", "nasjonal", "nasjonalt", "statlig"),
    AgreementLevel.REGIONAL: ("regional", "regionalt", "gemensam", "gemensamt", "felles", "samordnad", "samordnat"),
    AgreementLevel.LOCAL: ("local", "lokal", "lokalt", "kommunal", "kommunalt", "egen", "eget"),
    CallOffMethod.SINGLE: (
        "single", "the only supplier", "only supplier", "en leverantör", "enda leverantör", "én leverandør",
        "en leverandør", "eneste leverandør", "ensam leverantör",
    ),
    CallOffMethod.RANKING: ("ranking", "ranked", "rangordning", "rangordnad", "rangering"),
    CallOffMethod.MINI_COMPETITION: (
        "mini-competition", "minicompetition", "mini competition", "förnyad konkurrensutsättning", "fku",
        "minikonkurranse", "mini-konkurranse",
    ),
    CallOffMethod.CONDITIONS: (
        "conditions", "objective conditions", "objektiva villkor", "objektive vilkår", "särskild fördelningsnyckel",
        "fördelningsnyckel", "fordelingsnøkkel",
    ),
    CallOffMethod.SHARES: ("shares", "stated shares", "andelar", "fasta andelar", "andeler", "faste andeler"),
}  # fmt: skip


def choice(cell: Cell, among: Any) -> str:
    """One of the values of ``among``, by its own name or a word for it in Swedish, Norwegian or English."""
    words = " ".join(text(cell).lower().split())
    if not words:
        return ""
    for value, label in among.choices:
        if words in (value, str(label).lower(), *_WORDS[value]):
            return str(value)
    known = ", ".join(str(label) for _value, label in among.choices)
    raise Wrong(_("“%(text)s” is not one of: %(known)s.") % {"text": text(cell), "known": known})


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


_ALL_MEMBERS = ("all members", "alla medlemmar", "alle medlemmer", "samtliga medlemmar", "all", "alla", "alle")


def means_all_members(part: str) -> bool:
    """Whether a buyer named so is every member of the cooperation."""
    return part.lower() in _ALL_MEMBERS
