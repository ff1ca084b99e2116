"""An agreement's time, drawn: from its first day to the latest end of its contracts, with options and today.

Places are per cent of the width, so that the drawing fits a phone and a desktop without its letters growing or
shrinking. Every day in it stands in words beside it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements import facts
from agreements.models import Agreement
from agreements.states import OptionState

MOST_YEARS = 6
EDGE = 6  # per cent of the width; a letter nearer to an edge is aligned with it


class Part(StrEnum):
    """What a stretch or a mark of the drawing stands for; the drawing's classes bear these names."""

    AGREED = "agreed"
    USED = "used"
    OPEN = "open"
    CONTRACTS = "contracts"
    NOTICE = "notice"
    ENDED = "ended"


LABELS = {
    Part.AGREED: gettext_lazy("As agreed"),
    Part.USED: gettext_lazy("Extended"),
    Part.OPEN: gettext_lazy("Open option"),
    Part.CONTRACTS: gettext_lazy("Contracts may run"),
    Part.NOTICE: gettext_lazy("Last day of notice"),
    Part.ENDED: gettext_lazy("Terminated"),
}


@dataclass(frozen=True)
class Stretch:
    """A bar: where it begins and how long it is, in per cent."""

    part: Part
    x: str
    width: str


@dataclass(frozen=True)
class Mark:
    """A day in the drawing. ``anchor`` keeps letters at the edges inside it."""

    x: str
    anchor: str
    label: Any = ""
    part: Part | None = None


@dataclass(frozen=True)
class Drawing:
    stretches: tuple[Stretch, ...]
    marks: tuple[Mark, ...]
    years: tuple[Mark, ...]
    today: Mark | None

    @property
    def legend(self) -> list[tuple[Part, Any]]:
        """What the drawing holds, in words, each once."""
        there = {one.part for one in (*self.stretches, *self.marks)}
        return [(part, words) for part, words in LABELS.items() if part in there]


@dataclass(frozen=True)
class _Scale:
    first: date
    last: date

    def place(self, day: date) -> float:
        return 100 * (day - self.first).days / max((self.last - self.first).days, 1)

    def mark(self, day: date, label: Any = "", part: Part | None = None) -> Mark:
        place = self.place(day)
        anchor = "start" if place < EDGE else "end" if place > 100 - EDGE else "middle"
        return Mark(f"{place:.2f}%", anchor, label, part)

    def stretch(self, part: Part, first: date, last: date) -> Stretch:
        start, end = self.place(first), self.place(last)
        return Stretch(part, f"{start:.2f}%", f"{end - start:.2f}%")


def draw(agreement: Agreement, today: date) -> Drawing | None:
    """The drawing of an agreement whose first and last day are known; None for any other. Reads the rows that
    ``facts.with_children`` fetched."""
    starts, ends, last = agreement.starts_on, agreement.ends_on, agreement.last_day
    if starts is None or ends is None or last is None or ends < starts:
        return None
    steps = facts.steps_of(agreement)
    days = [ends, last, agreement.latest_contract_end_on, *(day for _option, day in steps)]
    scale = _Scale(starts, max(day for day in days if day is not None))
    return Drawing(
        stretches=tuple(_stretches(agreement, scale, steps)),
        marks=tuple(_marks(agreement, scale, steps)),
        years=tuple(_years(scale)),
        today=scale.mark(today, _("Today")) if starts <= today <= scale.last else None,
    )


def _stretches(agreement: Agreement, scale: _Scale, steps: list[Any]) -> Iterator[Stretch]:
    starts, ends, last = agreement.starts_on, agreement.ends_on, agreement.last_day
    if agreement.latest_contract_end_on:
        yield scale.stretch(Part.CONTRACTS, starts, agreement.latest_contract_end_on)
    yield scale.stretch(Part.AGREED, starts, ends)
    if last > ends:
        yield scale.stretch(Part.USED, ends, last)
    reached = last
    for option, day in steps:
        if option.state == OptionState.OPEN and day is not None and day > reached:
            yield scale.stretch(Part.OPEN, reached, day)
            reached = day


def _marks(agreement: Agreement, scale: _Scale, steps: list[Any]) -> Iterator[Mark]:
    for option, day in steps:
        if option.notice_by and day is not None and scale.first <= option.notice_by <= scale.last:
            yield scale.mark(option.notice_by, part=Part.NOTICE)
    if agreement.terminated_on and scale.first <= agreement.terminated_on <= scale.last:
        yield scale.mark(agreement.terminated_on, part=Part.ENDED)


def _years(scale: _Scale) -> Iterator[Mark]:
    """The first days of years, so many that their numbers stand apart on a phone."""
    years = list(range(scale.first.year + 1, scale.last.year + 1))
    step = -(-len(years) // MOST_YEARS) or 1
    for year in years[::step]:
        yield scale.mark(date(year, 1, 1), str(year))
