"""What people write in the cells of a register of agreements, beside what ``portal.files.sheets.cells`` reads."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from agreements.states import AgreementKind, AgreementLevel, CallOffMethod
from portal.files.sheets.cells import ORE, Wrong, day, text
from portal.files.sheets.reading import Cell


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


_ALL_MEMBERS = ("all members", "alla medlemmar", "alle medlemmer", "samtliga medlemmar", "all", "alla", "alle")


def means_all_members(part: str) -> bool:
    """Whether a buyer named so is every member of the cooperation."""
    return part.lower() in _ALL_MEMBERS
