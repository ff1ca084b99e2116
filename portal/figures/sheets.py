"""The steering figures as rows of a spreadsheet."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.figures.catalogue import Figure, Money, SteeringFigures
from portal.web.columns import Column


@dataclass(frozen=True)
class Row:
    """One figure with the part of the summary that it stands in, and the sums that belong to it."""

    part: str
    figure: Figure
    estimated: Money | None = None
    maximum: Money | None = None
    note: str = ""


def _amount(name: str) -> Any:
    def value(row: Row) -> Decimal | None:
        money: Money | None = getattr(row, name)
        return money.amount if money is not None and money.known else None

    return value


def _unknown(name: str) -> Any:
    return lambda row: None if getattr(row, name) is None else getattr(row, name).unknown


def columns(figures: SteeringFigures) -> list[Column]:
    """The columns of the sheet, in the cooperation's currency."""

    def currency(_row: Row) -> str:
        return figures.cooperation.currency

    def taken_on(row: Row) -> date:
        return row.figure.taken_on

    return [
        Column("part", _("Part"), lambda row: row.part),
        Column("figure", _("Figure"), lambda row: row.figure.label),
        Column("value", _("Value"), lambda row: row.figure.value, kind="number"),
        Column("unit", _("Unit"), lambda row: row.figure.unit),
        Column("estimated", _("Estimated value, known"), _amount("estimated"), kind="money", currency=currency),
        Column("estimated_unknown", _("Estimated value unknown of"), _unknown("estimated"), kind="number"),
        Column("maximum", _("Maximum value, known"), _amount("maximum"), kind="money", currency=currency),
        Column("maximum_unknown", _("Maximum value unknown of"), _unknown("maximum"), kind="number"),
        Column("note", _("Note"), lambda row: row.note),
        Column("taken_on", _("Taken on"), taken_on, kind="date"),
        Column("definition", _("Definition"), lambda row: row.figure.definition),
    ]


def rows(figures: SteeringFigures) -> Iterator[Row]:
    """Every figure once, in the order of the summary."""
    overview = gettext("Overview")
    yield Row(overview, figures.in_force, figures.estimated, figures.maximum)
    for figure in figures.running_out:
        yield Row(overview, figure)
    for figure in figures.ending_by_quarter:
        yield Row(gettext("Last days by quarter"), figure)
    for part, slices in (
        (gettext("By category"), figures.by_category),
        (gettext("By municipality"), figures.by_municipality),
    ):
        for slice_ in slices:
            yield Row(part, slice_.agreements, slice_.estimated, slice_.maximum)
            yield Row(part, slice_.running_out)
    for found in figures.candidates:
        note = ", ".join(found.owners)
        yield Row(gettext("Candidates for buying together"), found.agreements, found.estimated, found.maximum, note)
    yield Row(gettext("Plan"), figures.planned)
    for figure in figures.planned_by_category:
        yield Row(gettext("Plan, by category"), figure)
    for figure in figures.planned_by_quarter:
        yield Row(gettext("Plan, by quarter"), figure)
