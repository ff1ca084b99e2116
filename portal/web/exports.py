"""Lists as files: CSV that streams, XLSX with real numbers and dates. Neither lets a cell become a formula."""

import csv
import datetime as dt
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import IO, Any
from urllib.parse import quote

from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import get_language, gettext

from portal.web.columns import Column

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_WIDTHS = {"text": 40, "tag": 16, "date": 12, "datetime": 17, "money": 16, "price": 14, "number": 12, "percent": 10}
_ROWS_AT_A_TIME = 500


def neutral(text: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe before = + - @ (full-width too), tab, line end."""
    return "'" + text if text.startswith(_DANGEROUS) else text


class _Cells:
    """The cells of a row: a money column with a currency becomes two, so that its amounts stay numbers."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns = columns

    def header(self) -> list[str]:
        names = []
        for column in self.columns:
            names.append(neutral(str(column.label)))
            if column.currency:
                names.append(gettext("Currency"))
        return names

    def kinds(self) -> list[str]:
        return [kind for c in self.columns for kind in ([c.kind, "tag"] if c.currency else [c.kind])]

    def of(self, row: Any) -> list[Any]:
        cells: list[Any] = []
        for column in self.columns:
            value = column.value(row)
            if isinstance(value, dt.datetime):
                value = timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value
            elif isinstance(value, bool):
                value = gettext("Yes") if value else gettext("No")
            elif value is not None and not isinstance(value, int | float | Decimal | dt.date):
                value = neutral(str(value))
            cells.append(value)
            if column.currency:
                cells.append(None if value is None else neutral(column.currency(row)))
        return cells


def csv_header(columns: Sequence[Column]) -> bytes:
    """The first line of a CSV, for files whose rows are written by other means."""
    return next(csv_lines(columns, ()))


def csv_lines(columns: Sequence[Column], rows: Iterable[Any]) -> Iterator[bytes]:
    """The file in chunks. Swedish and Norwegian spreadsheets expect semicolons and decimal commas, English ones not."""
    nordic = (get_language() or "sv")[:2] != "en"
    cells = _Cells(columns)
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";" if nordic else ",")

    def plain(value: Any) -> Any:
        if isinstance(value, dt.datetime):
            return value.isoformat(" ", "minutes")
        if isinstance(value, Decimal | float) and nordic:
            return str(value).replace(".", ",")
        return value

    def flush() -> bytes:
        chunk = buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()
        return chunk

    buffer.write("\ufeff")  # tells Excel that the file is UTF-8
    writer.writerow(cells.header())
    for count, row in enumerate(rows, start=1):
        writer.writerow([plain(value) for value in cells.of(row)])
        if count % _ROWS_AT_A_TIME == 0:
            yield flush()
    yield flush()


def csv_response(columns: Sequence[Column], rows: Iterable[Any], filename: str) -> StreamingHttpResponse:
    """A CSV download that streams `rows`; `filename` without suffix."""
    response = StreamingHttpResponse(csv_lines(columns, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(filename)}.csv"
    return response


def write_xlsx(file: IO[bytes] | str, columns: Sequence[Column], rows: Iterable[Any], title: str = "") -> int:
    """Write a workbook of one sheet in constant memory and return how many rows it got. Text is never a formula."""
    import xlsxwriter  # costs a process several MB: only one that has written a workbook

    cells = _Cells(columns)
    book = xlsxwriter.Workbook(
        file,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "remove_timezone": True,
        },
    )
    sheet = book.add_worksheet(_sheet_name(title))
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    formats = {
        "date": book.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
        "datetime": book.add_format({"num_format": "yyyy-mm-dd hh:mm", "align": "left"}),
        "money": book.add_format({"num_format": "#,##0.##"}),
        "price": book.add_format({"num_format": "#,##0.00##"}),
        "whole": book.add_format({"num_format": "#,##0"}),
        "percent": book.add_format({"num_format": "0.0 %"}),
    }
    header, kinds = cells.header(), cells.kinds()
    for index, (name, kind) in enumerate(zip(header, kinds, strict=True)):
        sheet.set_column(index, index, max(_WIDTHS.get(kind, 20), min(len(name) + 2, 30)))
    sheet.freeze_panes(1, 0)
    for index, name in enumerate(header):
        sheet.write_string(0, index, name, bold)
    line = 0
    for line, row in enumerate(rows, start=1):
        for index, (value, kind) in enumerate(zip(cells.of(row), kinds, strict=True)):
            if value is None or value == "":
                continue
            if isinstance(value, dt.datetime):
                sheet.write_datetime(line, index, value, formats["datetime"])
            elif isinstance(value, dt.date):
                sheet.write_datetime(line, index, dt.datetime.combine(value, dt.time()), formats["date"])
            elif isinstance(value, int | float | Decimal):
                style = kind if kind in ("percent", "price") else "whole" if value == int(value) else "money"
                sheet.write_number(line, index, float(value), formats[style])
            else:
                sheet.write_string(line, index, value)
    if line:
        sheet.autofilter(0, 0, line, len(header) - 1)
    book.close()
    return line


def _sheet_name(title: str) -> str:
    """A name that Excel allows: 31 characters, none of []:*?/\\ and no apostrophe at either end."""
    return "".join(c for c in str(title) if c not in "[]:*?/\\").strip("' ")[:31].rstrip("' ") or gettext("List")


def xlsx_response(columns: Sequence[Column], rows: Iterable[Any], filename: str, title: str = "") -> FileResponse:
    """An XLSX download; `filename` without suffix. Over some thousand rows, use write_xlsx() in a job instead."""
    file = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115 - the response closes it
    write_xlsx(file, columns, rows, title or filename)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{filename}.xlsx", content_type=XLSX_TYPE)
