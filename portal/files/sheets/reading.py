"""A sheet of plain cells from an XLSX or CSV file; whatever could harm the portal is refused before it is parsed."""

import csv
import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from xml.parsers import expat

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

MOST_ROWS = 200_000
MOST_COLUMNS = 200
MOST_UNPACKED = 150_000_000  # bytes
MOST_PARTS = 2_000
LONGEST_CELL = 32_767  # characters, as in a spreadsheet
HEADER_WITHIN = 20  # rows
_CHUNK = 1 << 18

Cell = str | date | Decimal | None


class Unreadable(Exception):
    """The file cannot be read, for a reason that the person who handed it in understands; nothing is kept of it."""

    def __init__(self, message: str, details: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.details = details


@dataclass(frozen=True)
class Sheet:
    """The one sheet of a file that is read: its header and the rows below it, each with its number in the file.

    Numbers are ``Decimal`` (whole ones without decimals), days are ``date``, text is stripped, nothing is ``None``.
    """

    name: str
    header_row: int
    header: tuple[str, ...]
    rows: list[tuple[int, list[Cell]]]
    others: tuple[str, ...] = ()


def read(content: bytes, name: str, recognised: Callable[[list[str]], int]) -> Sheet:
    """Read a file by what it is, whatever its name says. Raises ``Unreadable``.

    ``recognised`` counts the column names in a row that the layout knows; the header is the row among the first with
    most of them. Empty rows are left out, and so are rows whose first cell begins with ``#``: they explain.
    """
    if not content:
        raise Unreadable(_("The file is empty."))
    if content.startswith(b"PK\x03\x04"):
        sheets = _workbook(content)
    elif content.startswith(b"\x1f\x8b"):
        sheets = _delimited(_unzipped(content))
    elif content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(
            _("This is an old or a locked Excel file. Save it as an Excel workbook (.xlsx) without a password.")
        )
    else:
        sheets = _delimited(content)
    filled = [(title, rows) for title, rows in sheets if rows]
    if not filled:
        raise Unreadable(_("There are no rows in “%(file)s”.") % {"file": name})
    return _with_header(filled, recognised)


def _with_header(
    sheets: list[tuple[str, list[tuple[int, list[Cell]]]]], recognised: Callable[[list[str]], int]
) -> Sheet:
    """The sheet and the row in it that holds most of the names that the layout knows."""
    best, place = -1, (0, 0)
    for which, (_title, rows) in enumerate(sheets):
        for index, (_number, cells) in enumerate(rows[:HEADER_WITHIN]):
            count = recognised([_as_name(cell) for cell in cells])
            if count > best:
                best, place = count, (which, index)
    title, rows = sheets[place[0]]
    number, cells = rows[place[1]]
    header = tuple(_as_name(cell) for cell in cells)
    below = [row for row in rows[place[1] + 1 :] if not _explains(row[1])]
    if not below:
        raise Unreadable(_("There is a header on row %(row)s but no rows below it.") % {"row": number})
    others = tuple(other for other, _rows in sheets if other != title)
    return Sheet(title, number, header, below, others)


def _as_name(cell: Cell) -> str:
    return "" if cell is None else " ".join(str(cell).split())


def _explains(cells: list[Cell]) -> bool:
    first = next((cell for cell in cells if cell is not None), None)
    return isinstance(first, str) and first.startswith("#")


def _numbered(rows: Iterator[list[Cell]]) -> list[tuple[int, list[Cell]]]:
    """The rows that hold something, numbered from 1, without the empty cells at their ends."""
    kept = []
    for number, cells in enumerate(rows, start=1):
        while cells and cells[-1] is None:
            cells.pop()
        if not cells:
            continue
        if len(cells) > MOST_COLUMNS:
            raise _too_wide(number)
        if number > MOST_ROWS:
            raise _too_long()
        kept.append((number, cells))
    return kept


def _too_wide(row: int) -> Unreadable:
    return Unreadable(_("Row %(row)s has more than %(most)s columns.") % {"row": row, "most": MOST_COLUMNS})


def _too_long() -> Unreadable:
    return Unreadable(_("There are more than %(most)s rows. Divide the file.") % {"most": MOST_ROWS})


# XLSX


def _workbook(content: bytes) -> list[tuple[str, list[tuple[int, list[Cell]]]]]:
    _refuse_bombs(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = []
        for sheet in book.sheets_metadata:
            if sheet.visible != SheetVisibleEnum.Visible or sheet.typ != SheetTypeEnum.WorkSheet:
                continue
            # with its empty rows and columns, so that a row has the number that people see
            rows = book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
            sheets.append((sheet.name, _numbered([_cell(value) for value in row] for row in rows)))
        return sheets
    except PasswordError:
        raise Unreadable(_("The workbook is locked by a password. Save it without one.")) from None
    except (CalamineError, ValueError, OSError):
        raise Unreadable(_damaged()) from None


def _cell(value: Any) -> Cell:
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, float | int):
        # calamine gives whole numbers as floats; repr is the shortest text that means the same number
        return Decimal(int(value)) if value == int(value) else Decimal(repr(value))
    return str(value)


def _text(value: str) -> str | None:
    return value.replace("\xa0", " ").replace("\0", "").strip()[:LONGEST_CELL] or None


def _refuse_bombs(content: bytes) -> None:
    """Unpack every part of a workbook bit by bit, count what really comes out, and look how far its cells reach.

    A few bytes can unpack to gigabytes, and two cells at opposite corners make a sheet of milliards of cells.
    """
    broken = Unreadable(_damaged())
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise broken from None
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names or "xl/workbook.bin" in names or "content.xml" in names:
        raise Unreadable(_("This is not an Excel workbook (.xlsx). Save the register as .xlsx or .csv."))
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise _bomb()
    unpacked = 0
    for part in parts:
        if part.flag_bits & 1:
            raise Unreadable(_("The workbook is locked by a password. Save it without one."))
        look = _Reach()
        try:
            with archive.open(part) as stream:
                while chunk := stream.read(_CHUNK):
                    unpacked += len(chunk)
                    if unpacked > MOST_UNPACKED:
                        raise _bomb()
                    look.feed(chunk)
            look.feed(b"", last=True)
        except expat.ExpatError:
            if part.filename.endswith((".xml", ".rels")):
                raise broken from None
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError):
            raise broken from None


def _damaged() -> str:
    return _("The workbook is damaged, or is not an Excel workbook (.xlsx).")


def _bomb() -> Unreadable:
    return Unreadable(
        _("The file unpacks to more than %(most)s MB. Divide it, or take away what is not the register.")
        % {"most": MOST_UNPACKED // 1_000_000}
    )


class _Reach:
    """Watches the XML of a workbook's part go by and refuses a sheet that reaches too far.

    A row or cell that does not say where it stands follows the one before it.
    """

    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self.start
        self.parser.StartDoctypeDeclHandler = self.doctype
        self.row = self.column = 0

    def feed(self, chunk: bytes, last: bool = False) -> None:
        self.parser.Parse(chunk, last)

    def doctype(self, *_what: Any) -> None:
        raise Unreadable(_damaged())

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        if name == "c":
            self.stand_at(attributes.get("r", ""))
        elif name in ("v", "is"):
            self.filled()
        elif name == "row":
            stated = attributes.get("r", "")
            self.row = int(stated) if stated.isdecimal() else self.row + 1
            self.column = 0
        elif name == "Relationship" and _is_unwatched_sheet(attributes):
            raise Unreadable(_damaged())

    def stand_at(self, place: str) -> None:
        letters = place.rstrip("0123456789")
        if not letters:
            self.column += 1
            return
        self.column = 0
        for letter in letters.upper():
            self.column = self.column * 26 + ord(letter) - 64
        self.row = int(place[len(letters) :] or self.row)

    def filled(self) -> None:
        if self.column > MOST_COLUMNS:
            raise _too_wide(self.row)
        if self.row > MOST_ROWS:
            raise _too_long()


def _is_unwatched_sheet(relation: dict[str, str]) -> bool:
    """A sheet under a name of its own might not be XML, and would then not have been watched."""
    return relation.get("Type", "").endswith("/worksheet") and not relation.get("Target", "").endswith(".xml")


# CSV


def _unzipped(content: bytes) -> bytes:
    unpacker = zlib.decompressobj(wbits=31)
    try:
        unpacked = unpacker.decompress(content, MOST_UNPACKED + 1)
    except zlib.error:
        raise Unreadable(_("The packed file is damaged.")) from None
    if len(unpacked) > MOST_UNPACKED:
        raise _bomb()
    if not unpacker.eof:
        raise Unreadable(_("The packed file is damaged: its end is missing."))
    return unpacked


def _delimited(content: bytes) -> list[tuple[str, list[tuple[int, list[Cell]]]]]:
    text = _decoded(content)
    delimiter = _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        rows = _numbered([_text(value) for value in row] for row in reader)
    except csv.Error:
        raise Unreadable(
            _("Line %(line)s cannot be read: a quotation mark is missing or stands in the wrong place.")
            % {"line": reader.line_num}
        ) from None
    return [("", rows)]


def _delimiter(text: str) -> str:
    """What parts the columns: the mark that the first line with one has most of, outside quotation marks."""
    for line in io.StringIO(text):
        counts = Counter(re.sub(r'"[^"]*"', "", line))
        best = max(";,\t", key=lambda mark: counts[mark])
        if counts[best]:
            return best
    return ";"


_BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


def _decoded(content: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 or Windows' Western European letters (cp1252).

    A file in UTF-8 with a few broken letters is told from one in cp1252 by its letters that are whole.
    """
    encoding = next((name for mark, name in _BOMS.items() if content.startswith(mark)), "utf-8")
    if encoding != "utf-16" and b"\x00" in content:
        raise _not_text()
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-8" or _mostly_utf8(content):
            raise _broken_letters(content[: error.start].decode(encoding, "replace").count("\n") + 1) from None
        try:
            text = content.decode("cp1252")
        except UnicodeDecodeError as other:
            raise _broken_letters(content.count(b"\n", 0, other.start) + 1) from None
    if "\ufffd" in text:
        raise _broken_letters(text.count("\n", 0, text.index("\ufffd")) + 1)
    if control := re.search(r"[\x00-\x08\x0e-\x1f]", text):
        if text.count("\n", 0, control.start()) == 0:
            raise _not_text()
        raise _broken_letters(text.count("\n", 0, control.start()) + 1)
    return text


def _mostly_utf8(content: bytes) -> bool:
    letters = Counter("broken" if letter == "\ufffd" else "whole" for letter in _beyond_ascii(content))
    return letters["whole"] > letters["broken"]


def _beyond_ascii(content: bytes) -> Iterator[str]:
    return (letter for letter in content.decode("utf-8", "replace") if letter > "\x7f")


def _broken_letters(line: int) -> Unreadable:
    return Unreadable(
        _("The letters on line %(line)s are broken. Save the file anew as CSV UTF-8 or as an Excel workbook.")
        % {"line": line}
    )


def _not_text() -> Unreadable:
    return Unreadable(_("This is neither an Excel workbook (.xlsx) nor a CSV file, whatever its name says."))
