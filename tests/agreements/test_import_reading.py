"""Reading files: what people's spreadsheets hold, and what could harm."""

import gzip
import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest

from portal.files.sheets import reading
from portal.files.sheets.reading import Unreadable, read
from tests.agreements.import_files import csv_file, xlsx_file

ROWS = [["Nummer", "Titel"], ["1", "Städ åäö"], ["2", "Möbler"]]
TITLES = ["Städ åäö", "Möbler"]


def opened(content: bytes) -> reading.Sheet:
    return read(content, "register", lambda header: sum(name in ("Nummer", "Titel") for name in header))


def refused(content: bytes) -> str:
    with pytest.raises(Unreadable) as refusal:
        opened(content)
    return refusal.value.message


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_csv_in_every_usual_encoding_and_delimiter(encoding, delimiter):
    sheet = opened(csv_file(ROWS, delimiter, encoding))
    assert sheet.header == ("Nummer", "Titel")
    assert [cells[1] for _row, cells in sheet.rows] == TITLES


def test_packed_csv():
    assert [cells[1] for _row, cells in opened(gzip.compress(csv_file(ROWS))).rows] == TITLES


def test_xlsx_gives_whole_numbers_days_and_decimals():
    sheet = opened(xlsx_file([["Nummer", "Titel"], [5560160680, date(2026, 11, 20)], [0.1, " två  "]]))
    assert sheet.rows == [(2, [Decimal(5560160680), date(2026, 11, 20)]), (3, [Decimal("0.1"), "två"])]
    assert str(sheet.rows[0][1][0]) == "5560160680"


def test_xlsx_cells_hold_nothing_that_the_database_cannot_keep():
    assert opened(xlsx_file([["Nummer", "Titel"], ["1", "St\0äd"]])).rows == [(2, ["1", "Städ"])]


def test_the_header_is_found_below_a_heading_and_explaining_rows_are_left_out():
    sheet = opened(csv_file([["Vårt register 2026"], [], *ROWS[:1], ["# förklaring", "x"], *ROWS[1:]]))
    assert sheet.header_row == 3
    assert [row for row, _cells in sheet.rows] == [5, 6]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("Nummer;Titel\n1;Städ\n2;M".encode() + b"\xf6bler\n3;" + "Åäö\n".encode(), "3"),  # one letter of cp1252
        (b"Nummer;Titel\n1;St\x81d \xe5\n", "2"),  # in no encoding
        ("Nummer;Titel\n1;St\ufffdd\n".encode(), "2"),  # broken before it came here
    ],
)
def test_broken_letters_are_refused_with_their_line(content, line):
    assert f" {line} " in refused(content)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7\n\x00\x01\x02",
        b"\x89PNG\r\n\x1a\n\x00\x00",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100),
        b"PK\x03\x04 not a zip at all",
        b"\x1f\x8b not gzip",
        gzip.compress(csv_file(ROWS), mtime=0)[:-9],
        b'Nummer;Titel\n1;"Never closed\n',
        b"Nummer;Titel\n",
        csv_file([["a"] * 201, ["b"] * 201]),
    ],
)
def test_what_is_no_register_is_refused(content):
    assert refused(content)


def workbook(parts: dict[str, str]) -> bytes:
    file = io.BytesIO(xlsx_file(ROWS))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def with_sheet(xml: str) -> bytes:
    """A workbook whose one sheet has this XML."""
    source, target = zipfile.ZipFile(io.BytesIO(xlsx_file(ROWS))), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in source.infolist():
            is_sheet = part.filename.startswith("xl/worksheets/sheet")
            archive.writestr(part.filename, xml if is_sheet else source.read(part))
    return target.getvalue()


SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
)


@pytest.mark.parametrize(
    "cells",
    [
        '<row r="1"><c r="XFD1"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>1</v></c></row>',
        '<row r="1048576"><c><v>1</v></c></row>',
        '<row r="1">' + "<c><v>1</v></c>" * 201 + "</row>",
    ],
)
def test_a_sheet_that_reaches_too_far_is_refused_before_it_is_parsed(cells, monkeypatch):
    monkeypatch.setattr(reading, "CalamineWorkbook", None)
    assert refused(with_sheet(SHEET % cells))


def test_empty_formatted_cells_reach_nowhere():
    far = '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="0"/></row><row r="2"><c r="A2"><v>2</v></c></row>'
    assert opened(with_sheet(SHEET % far)).rows


def test_entities_are_refused():
    assert refused(with_sheet('<!DOCTYPE x [<!ENTITY a "aaaa">]>' + SHEET % ""))


def test_a_zip_bomb_is_refused(monkeypatch):
    monkeypatch.setattr(reading, "MOST_UNPACKED", 1_000_000)
    assert refused(workbook({"xl/media/zeros.bin": "0" * 2_000_000}))
    assert refused(gzip.compress(b"a;b\n" * 500_000))


def test_a_zip_that_lies_about_its_sizes_is_refused(monkeypatch):
    monkeypatch.setattr(reading, "MOST_UNPACKED", 1_000_000)
    honest = workbook({"xl/media/zeros.bin": "0" * 2_000_000})
    lying = honest.replace((2_000_000).to_bytes(4, "little"), (2_000).to_bytes(4, "little"))
    assert refused(lying)


def test_too_many_rows_are_refused(monkeypatch):
    monkeypatch.setattr(reading, "MOST_ROWS", 2)
    assert refused(csv_file(ROWS))
    assert refused(xlsx_file(ROWS))
