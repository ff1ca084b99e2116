"""The steering figures as rows of a spreadsheet."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.accounts import mail
from portal.figures.catalogue import Figure, GoverningFigures, Money, SteeringFigures, UseFigures
from portal.web.columns import Column


@dataclass(frozen=True)
class Row:
    """One figure or one line of a table, with the part of the summary that it stands in and what belongs to it.

    Amounts of a line are in ``currency``; ``day`` is the one that its part speaks of: when a ceiling is expected to run
    out, until when an option has to be decided on, when a change took effect.
    """

    part: str
    label: str
    taken_on: date
    value: int | Decimal | None = None
    unit: str = ""
    estimated: Money | None = None
    maximum: Money | None = None
    amount: Money | None = None
    reserved: Decimal | None = None
    used: Decimal | None = None
    left: Decimal | None = None
    day: date | None = None
    note: str = ""
    definition: str = ""
    #: The page that lists the rows it counts, or that the line is about.
    rows_url: str = ""


def _amount(name: str) -> Any:
    def value(row: Row) -> Decimal | None:
        money: Money | None = getattr(row, name)
        return money.amount if money is not None and money.known else None

    return value


def _unknown(name: str) -> Any:
    return lambda row: None if getattr(row, name) is None else getattr(row, name).unknown


def columns(figures: SteeringFigures) -> list[Column]:
    """The columns of the sheet. An amount is in the cooperation's currency, that of a line in the agreement's own."""

    def currency(row: Row) -> str:
        return row.maximum.currency if row.maximum is not None else figures.cooperation.currency

    return [
        Column("part", _("Part"), lambda row: row.part),
        Column("figure", _("Figure"), lambda row: row.label),
        Column("value", _("Value"), lambda row: row.value, kind="number"),
        Column("unit", _("Unit"), lambda row: row.unit),
        Column("amount", _("Amount, known"), _amount("amount"), kind="money", currency=currency),
        Column("amount_unknown", _("Amount unknown of"), _unknown("amount"), kind="number"),
        Column("estimated", _("Estimated value, known"), _amount("estimated"), kind="money", currency=currency),
        Column("estimated_unknown", _("Estimated value unknown of"), _unknown("estimated"), kind="number"),
        Column("maximum", _("Maximum value, known"), _amount("maximum"), kind="money", currency=currency),
        Column("maximum_unknown", _("Maximum value unknown of"), _unknown("maximum"), kind="number"),
        Column("reserved", _("Reserved"), lambda row: row.reserved, kind="money", currency=currency),
        Column("used", _("Used"), lambda row: row.used, kind="money", currency=currency),
        Column("left", _("Left"), lambda row: row.left, kind="money", currency=currency),
        Column("day", _("Day"), lambda row: row.day, kind="date"),
        Column("note", _("Note"), lambda row: row.note),
        Column("taken_on", _("Taken on"), lambda row: row.taken_on, kind="date"),
        Column("definition", _("Definition"), lambda row: row.definition),
        Column("rows", _("Rows behind it"), lambda row: mail.absolute(row.rows_url) if row.rows_url else ""),
    ]


def rows(figures: SteeringFigures) -> Iterator[Row]:
    """Every figure once, in the order of the summary, and every line of its tables."""
    overview = gettext("Overview")
    yield _row(overview, figures.in_force, estimated=figures.estimated, maximum=figures.maximum)
    for figure in figures.running_out:
        yield _row(overview, figure)
    if figures.use is not None:
        yield from _ceilings(figures.use, figures.taken_on)
        yield from _options(figures.use, figures.taken_on)
    if figures.governing is not None:
        yield from _governing(figures.governing, figures.taken_on)
    for figure in figures.ending_by_quarter:
        yield _row(gettext("Last days by quarter"), figure)
    for part, slices in (
        (gettext("By category"), figures.by_category),
        (gettext("By municipality"), figures.by_municipality),
    ):
        for slice_ in slices:
            yield _row(part, slice_.agreements, estimated=slice_.estimated, maximum=slice_.maximum)
            yield _row(part, slice_.running_out)
    for found in figures.candidates:
        yield _row(
            gettext("Candidates for buying together"),
            found.agreements,
            estimated=found.estimated,
            maximum=found.maximum,
            note=", ".join(found.owners),
        )
    if figures.use is not None:
        yield from _volumes(figures.use)
    for change in figures.past_maximum:
        yield Row(
            part=gettext("Changes past a maximum"),
            label=_named(change.agreement, change.lot),
            taken_on=figures.taken_on,
            maximum=Money(change.after, change.currency, 1, 0),
            day=change.day,
            note=change.basis,
            rows_url=change.url,
        )
    yield _row(gettext("Plan"), figures.planned)
    for figure in figures.planned_by_category:
        yield _row(gettext("Plan, by category"), figure)
    for figure in figures.planned_by_quarter:
        yield _row(gettext("Plan, by quarter"), figure)


def _row(part: str, figure: Figure, **more: Any) -> Row:
    return Row(
        part=part,
        label=figure.label,
        taken_on=figure.taken_on,
        value=figure.value,
        unit=figure.unit,
        definition=figure.definition,
        rows_url=figure.rows_url,
        **more,
    )


def _ceilings(use: UseFigures, taken_on: date) -> Iterator[Row]:
    part = gettext("Near and at their ceiling")
    for figure in use.ceiling_levels:
        yield _row(part, figure)
    for near in use.ceilings:
        yield Row(
            part=part,
            label=_named(near.agreement, near.lot),
            taken_on=taken_on,
            maximum=Money(near.maximum, near.currency, 1, 0),
            reserved=near.reserved,
            used=near.used,
            left=near.left,
            day=near.runs_out_on,
            note=gettext("expected to run out") if near.runs_out_on else near.outlook,
            rows_url=near.url,
        )


def _options(use: UseFigures, taken_on: date) -> Iterator[Row]:
    part = gettext("Options to decide on")
    for figure in use.options_due:
        yield _row(part, figure)
    for option in use.options:
        yield Row(
            part=part,
            label=option.agreement,
            taken_on=taken_on,
            value=option.months,
            unit=gettext("months"),
            day=option.notice_by,
            note=gettext("last day of notice"),
            rows_url=option.url,
        )


def _governing(found: GoverningFigures, taken_on: date) -> Iterator[Row]:
    """The figures of how the cooperation is governed, each with the definition of its part."""
    said = dict(found.definitions)
    for row in _governed(found, taken_on):
        yield row if row.definition else replace(row, definition=said.get(row.part, ""))


def _governed(found: GoverningFigures, taken_on: date) -> Iterator[Row]:
    if found.economy is not None:
        economy = found.economy
        for line in economy.in_order:
            for label, amount in ((gettext("budget"), line.budget), (gettext("outcome"), line.outcome)):
                yield Row(
                    part=gettext("Economy against budget"),
                    label=f"{line.label}: {label}",
                    taken_on=taken_on,
                    amount=Money(amount, line.currency, 1, 0),
                    definition=economy.definition,
                    rows_url=economy.url,
                )
    for row in found.to_decide:
        yield Row(
            part=gettext("Decisions to take"),
            label=row.title,
            taken_on=taken_on,
            day=row.day,
            note=row.meeting,
            rows_url=row.url,
        )
    for condition in found.conditions:
        yield Row(
            part=gettext("Conditions due"),
            label=condition.text,
            taken_on=taken_on,
            day=condition.due_on,
            note=condition.decision,
            rows_url=condition.url,
        )
    for goal in found.goals:
        for label, point in (
            (gettext("baseline"), goal.baseline),
            (gettext("latest"), goal.latest),
            (gettext("target"), goal.target),
        ):
            if point is not None:
                yield Row(
                    part=gettext("Goals"),
                    label=f"{goal.title}: {label}",
                    taken_on=taken_on,
                    value=point[1],
                    unit=goal.unit,
                    note=f"{point[0]}, {goal.standing}",
                    rows_url=goal.url,
                )
    for gained in found.benefits.rows:
        each = gained.per_inhabitant
        for label, gain in (
            (gained.label, gained.amount),
            (gained.label + ": " + gettext("Of which reviewed"), gained.reviewed),
            (gained.label + ": " + gettext("Per inhabitant"), each),
        ):
            known = gain is not None
            yield Row(
                part=gettext("Benefit per member"),
                label=label,
                taken_on=taken_on,
                amount=Money(gain or Decimal(0), gained.currency, int(known), int(not known)),
                note=str(found.benefits.year),
                rows_url=found.benefits.url,
            )
    for risk in found.risks:
        yield Row(
            part=gettext("Risks that weigh most"),
            label=risk.title,
            taken_on=taken_on,
            value=risk.score,
            note=f"{risk.probability}, {risk.consequence}: {risk.level}",
            rows_url=risk.url,
        )
    yield _row(gettext("Duties"), found.holes)
    for place in found.holes_by_place:
        yield Row(
            part=gettext("Duties"),
            label=place.place,
            taken_on=taken_on,
            value=place.holes,
            unit=found.holes.unit,
            definition=found.holes.definition,
            rows_url=found.holes.rows_url,
        )


def _volumes(use: UseFigures) -> Iterator[Row]:
    call_offs, outside = gettext("Call-offs"), gettext("Off-contract purchases")
    for part, volumes in (
        (call_offs, [use.call_offs]),
        (gettext("Call-offs, by quarter"), use.call_offs_by_quarter),
        (gettext("Call-offs, by buyer"), [row for one in use.call_offs_by_member for row in (one, one.before)]),
        (outside, [use.off_contract]),
        (gettext("Off-contract purchases, by member"), use.off_contract_by_member),
        (gettext("Off-contract purchases, by category"), use.off_contract_by_category),
        (gettext("Off-contract purchases, by reason"), use.off_contract_by_reason),
    ):
        for volume in volumes:
            yield _row(part, volume.number, amount=volume.amount)


def _named(agreement: str, lot: str) -> str:
    return f"{agreement}, {lot}" if lot else agreement
