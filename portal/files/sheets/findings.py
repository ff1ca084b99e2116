"""What the check of a file finds: every problem with the place where it stands."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.files.sheets.reading import Cell, Sheet


class Severity(models.TextChoices):
    ERROR = "error", _("error")
    WARNING = "warning", _("warning")


@dataclass(frozen=True)
class Row:
    """A row of a table: its number in the file and its cells by the field that their column holds."""

    number: int
    table: "Table"
    cells: dict[str, Cell]

    def get(self, name: str) -> Cell:
        return self.cells.get(name)


@dataclass(frozen=True)
class Table:
    """A sheet whose columns are matched to fields. ``columns`` names the field of each column, '' for none."""

    role: str
    file: str
    sheet: Sheet
    columns: Sequence[str]

    def rows(self) -> list[Row]:
        """The rows as fields; cells under no field, and rows with none under any, are left out."""
        wanted = [(index, name) for index, name in enumerate(self.columns) if name]
        rows = []
        for number, cells in self.sheet.rows:
            width = len(cells)
            held = {name: cells[index] for index, name in wanted if index < width and cells[index] is not None}
            if held:
                rows.append(Row(number, self, held))
        return rows

    def heading(self, name: str) -> str:
        """What the file calls the column that holds a field; '' where no column does."""
        return self.sheet.header[self.columns.index(name)] if name in self.columns else ""

    def holds(self, name: str) -> bool:
        return name in self.columns


@dataclass(frozen=True)
class Problem:
    """Something wrong. ``code`` is its kind; ``text`` is written in the language of whoever asked."""

    severity: Severity
    code: str
    text: str
    file: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""


@dataclass
class Findings:
    """The problems found so far. Errors block; warnings are for a person to accept."""

    problems: list[Problem] = field(default_factory=list)

    def error(self, row: Row, name: str, code: str, text: Any) -> None:
        self._add(Severity.ERROR, row, name, code, text)

    def warning(self, row: Row, name: str, code: str, text: Any) -> None:
        self._add(Severity.WARNING, row, name, code, text)

    def _add(self, severity: Severity, row: Row, name: str, code: str, text: Any) -> None:
        table = row.table
        self.problems.append(
            Problem(severity, code, str(text), table.file, table.sheet.name, row.number, table.heading(name)[:150])
        )

    @property
    def errors(self) -> int:
        return sum(1 for problem in self.problems if problem.severity == Severity.ERROR)

    @property
    def warnings(self) -> int:
        return len(self.problems) - self.errors

    def by_kind(self) -> dict[str, int]:
        """How many there are of each severity and kind, most first."""
        return dict(Counter(f"{problem.severity}:{problem.code}" for problem in self.problems).most_common())

    def digest(self, *more: object) -> str:
        """The same for the same problems at the same places, in whatever language they are told."""
        seen = hashlib.sha256(repr(more).encode())
        for problem in self.problems:
            seen.update(f"{problem.severity}|{problem.code}|{problem.file}|{problem.row}|{problem.column}\n".encode())
        return seen.hexdigest()
