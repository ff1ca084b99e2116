"""Made-up registers in the layouts that can be imported."""

import csv
import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

PROCUREMENT = {
    "procurement_id": "KA1", "published": "2021-02-01", "title": "Städtjänster", "buyer_name": "SJÖBY KOMMUN",
    "buyer_org_number": "2120001132", "buyer_subsector": "Kommun", "buyer_legal_form": "Kommuner",
    "cpv_code": "90910000", "procedure": "Öppet förfarande", "legal_basis": "Direktiv 2014/24/EU",
    "agreement_type": "Ramavtal", "notice_database": "e-Avrop", "contracted_value_sek": "1250000",
}  # fmt: skip
AWARD = {
    "procurement_id": "KA1", "lot_result_id": "CAN-KA-1_1", "supplier_name": "Bofink Städ AB",
    "supplier_size": "Små företag", "supplier_legal_form": "Övriga aktiebolag",
}  # fmt: skip


def csv_file(rows: Sequence[Sequence[Any]], delimiter: str = ";", encoding: str = "utf-8") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def csv_of(first: dict[str, str], *changes: dict[str, str]) -> bytes:
    """A CSV with the row `first`, and one more for each set of changes to it."""
    return csv_file([list(first), *([*{**first, **change}.values()] for change in changes or ({},))], ",")


def xlsx_file(rows: Sequence[Sequence[Any]], sheet: str = "Avtal") -> bytes:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"default_date_format": "yyyy-mm-dd"})
    page = book.add_worksheet(sheet)
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            page.write(number, column, value)
    book.close()
    return file.getvalue()
