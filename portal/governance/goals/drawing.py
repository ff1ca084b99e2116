"""A goal drawn: the straight line from its baseline to its target, and what was measured.

Places are per cent of the width and the height, so that the drawing fits a phone and a desktop without its letters
growing or shrinking. Every number in it stands in the table beside it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from portal.governance.goals.progress import Measured, Way, in_time, moment
from portal.web import formats

MARGIN = Decimal("0.12")  # of the height, above the largest value and below the smallest
MOST_YEARS = 5  # are named under the drawing, so that they fit a phone; of more, every second or third


@dataclass(frozen=True)
class Point:
    """A value in the drawing, with its words."""

    x: str
    y: str
    label: str


@dataclass(frozen=True)
class Stroke:
    """A straight line between two places."""

    x1: str
    y1: str
    x2: str
    y2: str


@dataclass(frozen=True)
class Drawing:
    """``way`` is what is expected, ``course`` what was measured; ``years`` and ``levels`` name the axes."""

    way: tuple[Stroke, ...]
    course: tuple[Stroke, ...]
    points: tuple[Point, ...]
    ends: tuple[Point, ...]
    years: tuple[Point, ...]
    levels: tuple[Point, ...]


@dataclass(frozen=True)
class _Scale:
    first: Decimal
    last: Decimal
    low: Decimal
    high: Decimal

    def x(self, at: Decimal) -> str:
        return f"{100 * (at - self.first) / (self.last - self.first):.2f}%"

    def y(self, value: Decimal) -> str:
        return f"{100 * (self.high - value) / (self.high - self.low):.2f}%"


def draw(goal_way: Way, rows: Iterable[Measured]) -> Drawing:
    """The drawing of a goal and its standing measurements."""
    figures = in_time(rows)
    begin, end = moment(goal_way.baseline_year), moment(goal_way.target_year)
    times = [begin, end, *(moment(row.year, row.day) for row in figures)]
    values = [goal_way.baseline_value, goal_way.target_value, *(row.value for row in figures)]
    space = (max(values) - min(values) or abs(values[0]) or Decimal(1)) * MARGIN
    scale = _Scale(min(times), max(times), min(values) - space, max(values) + space)
    corners = [(begin, goal_way.baseline_value), (end, goal_way.target_value)]
    if scale.last > end:
        corners.append((scale.last, goal_way.target_value))
    course = [(moment(row.year, row.day), row.value) for row in figures]
    points = [
        Point(scale.x(at), scale.y(row.value), _named(row)) for (at, _value), row in zip(course, figures, strict=True)
    ]
    if not course or course[0][0] > begin:
        course.insert(0, corners[0])  # what was measured begins where the way does
    return Drawing(
        way=_strokes(scale, corners),
        course=_strokes(scale, course),
        points=tuple(points),
        ends=tuple(Point(scale.x(at), scale.y(value), "") for at, value in corners[:2]),
        years=tuple(_years(scale)),
        levels=tuple(Point("0%", scale.y(value), formats.number(value)) for value in dict.fromkeys(values[:2])),
    )


def _strokes(scale: _Scale, places: list[tuple[Decimal, Decimal]]) -> tuple[Stroke, ...]:
    drawn = [(scale.x(at), scale.y(value)) for at, value in places]
    return tuple(Stroke(*before, *after) for before, after in pairwise(drawn))


def _years(scale: _Scale) -> Iterable[Point]:
    """The ends of the years, with as many names as there is room for."""
    ends = range(int(scale.first), int(scale.last) + 1)
    step = -(-len(ends) // MOST_YEARS)
    for place, year in enumerate(ends):
        if place % step == 0:
            yield Point(scale.x(Decimal(year)), "100%", str(year - 1))


def _named(row: Measured) -> str:
    when: str | date = formats.date(row.day) if row.day else str(row.year)
    return f"{when}: {formats.number(row.value)}"
