"""The empty workbook that people fill in: a header, a row that explains and one with an example."""

from collections.abc import Iterable, Sequence
from typing import IO

from django.utils.translation import gettext as _

from portal.files.sheets.mapping import Field

#: Rows that begin with this are not imported.
MARK = "# "


def write_template(file: IO[bytes], title: str, fields: Sequence[Field], rows: Iterable[Sequence[str]] = ()) -> None:
    """Write the workbook in the reader's language; ``rows`` are filled in as far as they are known."""
    import xlsxwriter  # costs a process several MB: only one that has written a workbook

    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(title[:31])
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    soft = book.add_format({"italic": True, "font_color": "#555555", "text_wrap": True, "valign": "top"})
    for column, field in enumerate(fields):
        mark = MARK if column == 0 else ""
        sheet.set_column(column, column, 22)
        sheet.write_string(0, column, str(field.label), bold)
        sheet.write_string(1, column, f"{mark}{field.help}", soft)
        sheet.write_string(2, column, f"{mark}{field.example}", soft)
    sheet.write_string(3, 0, MARK + _("Rows that begin with # are not imported. Write from the next row."), soft)
    for number, row in enumerate(rows, start=4):
        for column, text in enumerate(row):
            sheet.write_string(number, column, text)
    sheet.freeze_panes(1, 0)
    book.close()
