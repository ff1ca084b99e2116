"""Reading a workbook that the portal wrote."""

import io

from python_calamine import CalamineWorkbook


def words_of(content: bytes) -> str:
    """All cells of the first sheet, a line for each row."""
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    return "\n".join("; ".join(str(cell) for cell in row) for row in rows)
