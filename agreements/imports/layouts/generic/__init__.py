"""Samköp's own layout: one row per agreement, or one per lot and supplier, joined by the agreement's number."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext_lazy

from agreements.imports.layouts.base import Layout, Plan
from agreements.imports.layouts.generic.columns import FIELDS, REGISTER
from agreements.imports.layouts.generic.reader import Reader
from agreements.imports.parties import same_name
from portal.files.sheets import cells
from portal.files.sheets.findings import Row, Table

__all__ = ["FIELDS", "LAYOUT", "REGISTER"]


def plan(plan: Plan, tables: Mapping[str, Table], progress: Callable[[int], None]) -> None:
    """Rows with the same number and owner are one agreement; a row without a number is one of its own."""
    reader = Reader(plan, tables[REGISTER.name])
    groups: dict[tuple[object, ...], list[Row]] = {}
    latest_owner: dict[str, str] = {}
    for row in tables[REGISTER.name].rows():
        number, owner = cells.text(row.get("number")), same_name(cells.text(row.get("owner")))
        if number:
            owner = latest_owner[number] = owner or latest_owner.get(number, "")
            groups.setdefault((number, owner), []).append(row)
        else:
            groups[("", row.number)] = [row]
    done = 0
    for rows in groups.values():
        reader.agreement(rows)
        done += len(rows)
        if done % 200 < len(rows):
            progress(done)


LAYOUT = Layout(
    name="generic",
    label=gettext_lazy("Own register (any columns)"),
    help=gettext_lazy(
        "A spreadsheet with a row per agreement, or a row per lot and supplier. You say which column is which."
    ),
    files=(REGISTER,),
    plan=plan,
    mapped=True,
)
