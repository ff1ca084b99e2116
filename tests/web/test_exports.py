import csv
import datetime as dt
import io
from decimal import Decimal

import pytest
from django.utils import translation
from python_calamine import CalamineWorkbook

from portal.web.columns import Column
from portal.web.exports import csv_response, neutral, write_xlsx, xlsx_response

COLUMNS = [
    Column("title", "Title", lambda row: row[0]),
    Column("day", "Last day", lambda row: row[1], "date"),
    Column("maximum", "Maximum", lambda row: row[2], "money", currency=lambda row: "SEK"),
    Column("share", "Share", lambda row: row[3], "number"),
]
ROWS = [
    ("Städ", dt.date(2026, 11, 20), Decimal("1250000.50"), -3),
    ('=HYPERLINK("http://example.invalid")', None, None, None),
]


@pytest.mark.parametrize(
    "text", ["=1+1", "+46", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1+1", "＋46", "－1", "＠SUM(A1)"]
)
def test_text_never_becomes_a_formula(text):
    assert neutral(text) == "'" + text


def test_plain_text_is_left_alone():
    assert neutral("Åsa = Öberg") == "Åsa = Öberg"


def _csv(language):
    with translation.override(language):
        response = csv_response(COLUMNS, ROWS, "avtal – åäö")
        return response, b"".join(response.streaming_content).decode()


def test_csv_opens_in_a_nordic_spreadsheet():
    response, text = _csv("sv")
    assert "filename*=UTF-8''avtal%20%E2%80%93%20%C3%A5%C3%A4%C3%B6.csv" in response["Content-Disposition"]
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text[1:]), delimiter=";"))
    assert rows[1] == ["Städ", "2026-11-20", "1250000,50", "SEK", "-3"]
    assert rows[2] == ["'" + ROWS[1][0], "", "", "", ""]


def test_csv_in_english_has_commas_and_points():
    rows = list(csv.reader(io.StringIO(_csv("en")[1][1:])))
    assert rows[1] == ["Städ", "2026-11-20", "1250000.50", "SEK", "-3"]


def test_xlsx_keeps_numbers_and_dates(tmp_path):
    path = str(tmp_path / "list.xlsx")
    assert write_xlsx(path, COLUMNS, ROWS, "'Avtal: [2026]") == 2
    book = CalamineWorkbook.from_path(path)
    assert book.sheet_names == ["Avtal 2026"]
    header, first, second = book.get_sheet_by_index(0).to_python()
    assert header[:3] == ["Title", "Last day", "Maximum"]
    assert first == ["Städ", dt.date(2026, 11, 20), 1250000.5, "SEK", -3.0]
    assert second[0] == "'" + ROWS[1][0]


@pytest.mark.django_db  # closing a response asks after the connection
def test_xlsx_comes_as_a_download():
    response = xlsx_response(COLUMNS, [], "avtal")
    assert response["Content-Disposition"] == 'attachment; filename="avtal.xlsx"'
    assert b"".join(response.streaming_content).startswith(b"PK")
    response.close()


def test_csv_streams():
    seen = []

    def rows():
        for n in range(2000):
            seen.append(n)
            yield (f"row {n}", None, None, n)

    chunks = iter(csv_response(COLUMNS, rows(), "long").streaming_content)
    next(chunks)
    assert len(seen) < 2000
    assert sum(chunk.count(b"row ") for chunk in chunks) == 1500
