"""How the headline figures have moved from quarter to quarter: drawn from the kept quarters, never counted again."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from portal.figures.catalogue.told import quarter
from portal.organisations.models import Cooperation

Taken = Mapping[str, Any]


@dataclass(frozen=True)
class Point:
    """A figure at the end of a quarter, or today; ``value`` is None where nobody counted it then."""

    day: date
    label: str
    value: Decimal | None


@dataclass(frozen=True)
class Trend:
    """A headline figure over the kept quarters up to today, the oldest first.

    ``kind`` says how the values are written: a number, an amount ex VAT in the cooperation's currency, or a share where
    1 is all of it.
    """

    key: str
    label: str
    definition: str
    kind: str
    points: tuple[Point, ...]

    @property
    def now(self) -> Decimal | None:
        return self.points[-1].value

    @property
    def change(self) -> Decimal | None:
        """How much it has grown since the latest kept quarter; None where either is unknown."""
        before = self.points[-2].value if len(self.points) > 1 else None
        return None if self.now is None or before is None else self.now - before


def trends(taken: Taken, before: Iterable[tuple[date, Taken]]) -> tuple[Trend, ...]:
    """The headline figures of today with those of the kept quarters ``before``, the latest quarter first.

    A figure that was never counted is left out.
    """
    past = [(last, quarter(last), kept) for last, kept in reversed(list(before))]
    past.append((date.fromisoformat(taken["day"]), gettext("Today"), taken))
    drawn = (
        Trend(key, label, definition, kind, tuple(Point(day, name, _known(value, kept)) for day, name, kept in past))
        for key, label, definition, kind, value in _headlines()
    )
    return tuple(trend for trend in drawn if any(point.value is not None for point in trend.points))


def quarters_of(cooperation: Cooperation, most: int) -> list[tuple[date, Taken]]:
    """The latest kept quarters of a cooperation with their figures, the latest first."""
    return list(cooperation.quarters.values_list("quarter", "data")[:most])


def _known(value: Callable[[Taken], Decimal | None], taken: Taken) -> Decimal | None:
    """A value of what was taken; None in one from before it was counted."""
    try:
        return value(taken)
    except KeyError:
        return None


def _headlines() -> Iterable[tuple[str, str, str, str, Callable[[Taken], Decimal | None]]]:
    yield (
        "in_force",
        gettext("Agreements in force"),
        gettext("Published agreements in force at the end of the quarter."),
        "number",
        lambda taken: Decimal(taken["total"]["agreements"]),
    )
    yield (
        "running_out",
        gettext("Run out within 12 months"),
        gettext("Of these, the agreements whose last day came within twelve months."),
        "number",
        lambda taken: Decimal(taken["running_out"]["12"]),
    )
    yield (
        "called_off",
        gettext("Called off in 12 months"),
        gettext("What was called off under the agreements in the twelve months up to the day, ex VAT."),
        "money",
        lambda taken: Decimal(taken["use"]["call_offs"]["total"]["amount"]),
    )
    yield (
        "called_off_per_member",
        gettext("Called off per municipality"),
        gettext("What was called off in twelve months, divided by the municipalities that were members on the day."),
        "money",
        _per_member,
    )
    yield (
        "benefit",
        gettext("Benefit of the last whole year"),
        gettext("What the members gained in the year before, as far as it had been claimed or reviewed, ex VAT."),
        "money",
        lambda taken: Decimal(taken["governing"]["benefits"]["total"]["amount"]),
    )
    yield (
        "costs_of_budget",
        gettext("Costs against the year's budget"),
        gettext(
            "What has been entered of costs in the year up to the day, as a part of what was budgeted for the year."
        ),
        "share",
        _costs_of_budget,
    )


def _costs_of_budget(taken: Taken) -> Decimal | None:
    economy = taken["governing"]["economy"]
    budget = Decimal(economy["cost"]["budget"]) if economy else Decimal(0)
    return Decimal(economy["cost"]["outcome"]) / budget if budget else None


def _per_member(taken: Taken) -> Decimal | None:
    members = taken["member_municipalities"]
    return Decimal(taken["use"]["call_offs"]["total"]["amount"]) / members if members else None
