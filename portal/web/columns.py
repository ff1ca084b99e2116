"""A column of a list: the same definition serves the page, the CSV and the XLSX."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext

from portal.web import formats

_WRITTEN: dict[str, Callable[[Any], str]] = {
    "date": formats.date,
    "datetime": formats.datetime,
    "number": formats.number,
    "percent": formats.percent,
}
_AMOUNTS: dict[str, Callable[[Any, str], str]] = {"money": formats.money, "price": formats.price}
Kind = Literal["text", "date", "datetime", "money", "price", "number", "percent", "tag", "hours"]


@dataclass(frozen=True)
class Column:
    """What a list shows of each row.

    `value(row)` gives the plain value: a date, a Decimal, text. `sort` is what the database orders by: a field
    name, an expression, or a tuple of them; None makes the column unsortable. `link(row)` turns the cell into a link,
    `tone(row)` colours a tag (neutral, info, success, warning, danger), `currency(row)` names the currency of money.
    `only` keeps a column to the page or to files.
    """

    key: str
    label: Any
    value: Callable[[Any], Any]
    kind: Kind = "text"
    sort: Any = None
    link: Callable[[Any], str | None] | None = None
    tone: Callable[[Any], str] | None = None
    currency: Callable[[Any], str] | None = None
    only: Literal["", "page", "file"] = ""

    def text(self, row: Any) -> Any:
        """The value as the reader writes it; '' where it is unknown."""
        value = self.value(row)
        if value is None:
            return ""
        if isinstance(value, bool):
            return gettext("Yes") if value else gettext("No")
        if self.kind in _AMOUNTS:
            return _AMOUNTS[self.kind](value, self.currency(row) if self.currency else "SEK")
        return _WRITTEN[self.kind](value) if self.kind in _WRITTEN else value

    @property
    def numeric(self) -> bool:
        return self.kind in ("money", "price", "number", "percent")

    @property
    def css_class(self) -> str:
        """How its cells are set: numbers to the right, and neither they nor days and hours broken over lines."""
        return "numeric" if self.numeric else "day" if self.kind in ("date", "hours") else ""


def tag(name: str, label: Any, tones: Mapping[Any, str], *, sorts: bool = True) -> Column:
    """The column of a field with choices: its word, in the colour of its value."""
    return Column(
        name,
        label,
        lambda row: getattr(row, f"get_{name}_display")(),
        "tag",
        sort=name if sorts else None,
        tone=lambda row: tones[getattr(row, name)],
    )
