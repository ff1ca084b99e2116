"""The figures of how a cooperation is governed: economy against budget, decisions, goals, duties, risks and benefit."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from portal.figures.catalogue.kinds import Figure
from portal.figures.catalogue.told import Told
from portal.governance.states.goals import Standing, Trend
from portal.governance.states.risks import LEVEL_TONES, Consequence, Probability, level_of
from portal.web.formats import date as day_text

ORE = Decimal("0.01")
STANDING_TONES = {
    Standing.REACHED: "success",
    Standing.ON_TRACK: "success",
    Standing.BEHIND: "warning",
    Standing.MISSED: "danger",
    Standing.UNMEASURED: "neutral",
}


@dataclass(frozen=True)
class Budgeted:
    """A line of the year's budget, or the sum of its costs or income: what was budgeted and what came of it, ex VAT in
    ``currency``."""

    label: str
    is_cost: bool
    budget: Decimal
    outcome: Decimal
    currency: str

    @property
    def used(self) -> Decimal | None:
        """The outcome as a part of the budget: 1 is all of it; None where nothing was budgeted."""
        return self.outcome / self.budget if self.budget else None


@dataclass(frozen=True)
class Economy:
    """The year's budget in force on the day against its outcome up to it."""

    year: int
    costs: Budgeted
    income: Budgeted
    lines: tuple[Budgeted, ...]
    url: str

    @property
    def in_order(self) -> tuple[Budgeted, ...]:
        """The sum of the costs with their lines, then that of the income with its own."""
        costs = (line for line in self.lines if line.is_cost)
        return (self.costs, *costs, self.income, *(line for line in self.lines if not line.is_cost))

    @property
    def definition(self) -> str:
        return gettext(
            "The year's budget in force on the day, against what has been entered of costs and income up to the day, "
            "ex VAT."
        )


@dataclass(frozen=True)
class ToDecide:
    """What a coming meeting has before it to decide; ``title`` is its words where everybody may read them."""

    title: str
    meeting: str
    day: date
    url: str


@dataclass(frozen=True)
class Condition:
    """What a decision demands and nobody has done yet; ``is_overdue`` on the day the figures were taken. Of one
    that not everybody may read of there is neither decision nor address."""

    text: str
    decision: str
    due_on: date
    is_overdue: bool
    url: str


@dataclass(frozen=True)
class GoalFigure:
    """A goal with its indicator, in ``unit``: where it stood, where it is to stand, and what was measured, by year."""

    title: str
    indicator: str
    unit: str
    baseline: tuple[int, Decimal]
    target: tuple[int, Decimal]
    measured: tuple[tuple[int, Decimal], ...]
    standing: str
    tone: str
    trend: str
    url: str

    @property
    def latest(self) -> tuple[int, Decimal] | None:
        return self.measured[-1] if self.measured else None

    @property
    def values(self) -> list[Decimal]:
        """The baseline and everything measured since, for a line."""
        return [self.baseline[1], *(value for _year, value in self.measured)]


@dataclass(frozen=True)
class Holes:
    """The duties of the region, or of one member, that nobody holds."""

    place: str
    duties: int
    holes: int


@dataclass(frozen=True)
class RiskFigure:
    """A risk that weighs much: its probability and consequence on scales of 1 to 5, and what they come to."""

    title: str
    probability: str
    consequence: str
    score: int
    level: str
    tone: str
    url: str


@dataclass(frozen=True)
class MemberBenefit:
    """What a member, or all of them, gained in a year, ex VAT in ``currency``; ``reviewed`` is the part that a second
    person has reviewed."""

    label: str
    amount: Decimal
    reviewed: Decimal
    per_inhabitant: Decimal | None
    currency: str


@dataclass(frozen=True)
class Benefits:
    """What the members gained in the last whole year."""

    year: int
    together: MemberBenefit
    members: tuple[MemberBenefit, ...]
    url: str

    @property
    def rows(self) -> tuple[MemberBenefit, ...]:
        """Each member, then all of them together."""
        return (*self.members, self.together)


@dataclass(frozen=True)
class GoverningFigures:
    """How the cooperation is governed. ``economy`` is None where no budget was adopted for the year."""

    economy: Economy | None
    to_decide: tuple[ToDecide, ...]
    conditions: tuple[Condition, ...]
    goals: tuple[GoalFigure, ...]
    holes: Figure
    holes_by_place: tuple[Holes, ...]
    risks: tuple[RiskFigure, ...]
    benefits: Benefits

    @property
    def definitions(self) -> Iterator[tuple[str, str]]:
        """What each kind of figure means, in the order in which they are shown."""
        if self.economy is not None:
            yield gettext("Economy against budget"), self.economy.definition
        yield (
            gettext("Decisions to take"),
            gettext("Items for decision on the agendas of coming meetings of the steering group and of all members."),
        )
        yield (
            gettext("Conditions due"),
            gettext("What decisions demand, with a day within sixty days or past, that nobody has reported as met."),
        )
        yield (
            gettext("Goals"),
            gettext(
                "The goals in force with their measurements. A goal is on track when its latest measurement is at "
                "least as good as the straight line from the baseline to the target."
            ),
        )
        yield (
            gettext("Benefit per member"),
            gettext(
                "What members gained by the agreements in the last whole year, by a stated method, ex VAT: claimed and "
                "reviewed benefits. Per inhabitant by the year's population; no benefit counts twice."
            ),
        )
        yield self.holes.label, self.holes.definition
        yield (
            gettext("Risks that weigh most"),
            gettext("The five risks, not closed, with the highest product of probability and consequence."),
        )


class Governing:
    """Puts names, definitions and links to what was counted of how the cooperation is governed."""

    def __init__(self, told: Told) -> None:
        self.told = told
        self.taken: dict[str, Any] = told.taken["governing"]

    def figures(self) -> GoverningFigures:
        return GoverningFigures(
            economy=self._economy(self.taken["economy"]) if self.taken["economy"] else None,
            to_decide=tuple(
                ToDecide(
                    row["title"] or _unread(),
                    row["name"],
                    date.fromisoformat(row["day"]),
                    reverse("meeting", args=[row["meeting"]]),
                )
                for row in self.taken["to_decide"]
            ),
            conditions=tuple(self._condition(row) for row in self.taken["conditions"]),
            goals=tuple(_goal(row) for row in self.taken["goals"]),
            holes=self._holes(),
            holes_by_place=tuple(
                Holes(gettext("The region") if place is None else self.told.names[place], duties, holes)
                for place, duties, holes in self.taken["coverage"]["places"]
            ),
            risks=tuple(_risk(row) for row in self.taken["risks"]),
            benefits=self._benefits(self.taken["benefits"]),
        )

    def _economy(self, row: dict[str, Any]) -> Economy:
        currency = self.told.cooperation.currency

        def budgeted(label: str, kind: str, budget: str, outcome: str) -> Budgeted:
            return Budgeted(label, kind == "cost", Decimal(budget), Decimal(outcome), currency)

        return Economy(
            year=row["year"],
            costs=budgeted(gettext("Costs"), "cost", **row["cost"]),
            income=budgeted(gettext("Income"), "income", **row["income"]),
            lines=tuple(budgeted(title, kind, budget, outcome) for kind, _code, title, budget, outcome in row["lines"]),
            url=reverse("economy", args=[self.told.cooperation.pk]),
        )

    def _benefits(self, row: dict[str, Any]) -> Benefits:
        total = row["total"]

        def gained(label: str, amount: str, reviewed: str, population: int | None) -> MemberBenefit:
            each = (Decimal(amount) / population).quantize(ORE, ROUND_HALF_UP) if population else None
            return MemberBenefit(label, Decimal(amount), Decimal(reviewed), each, self.told.cooperation.currency)

        return Benefits(
            year=row["year"],
            together=gained(gettext("All members"), total["amount"], total["reviewed"], total["population"]),
            members=tuple(
                gained(self.told.names[member], amount, reviewed, population)
                for member, amount, reviewed, population in row["members"]
            ),
            url=f"{reverse('benefit-summary')}?cooperation={self.told.cooperation.pk}&year={row['year']}",
        )

    def _condition(self, row: dict[str, Any]) -> Condition:
        due_on = date.fromisoformat(row["due_on"])
        if row["text"] is None:
            return Condition(_unread(), "", due_on, due_on < self.told.day, "")
        url = reverse("decision", args=[row["decision"]])
        return Condition(row["text"], row["title"], due_on, due_on < self.told.day, url)

    def _holes(self) -> Figure:
        found = self.taken["coverage"]
        return Figure(
            "duty_holes",
            found["holes"],
            gettext("Duties that nobody holds"),
            gettext("Of %(n)s regional and local duties, those without a person on %(day)s.")
            % {"n": found["duties"], "day": day_text(self.told.day)},
            gettext("duties"),
            f"{reverse('duty-coverage', args=[self.told.cooperation.pk])}?cover=hole&day={self.told.day.isoformat()}",
            self.told.day,
        )


def _unread() -> str:
    """What stands in the place of words that were kept from figures which everybody in the cooperation reads."""
    return gettext("A matter that is not for everybody")


def places_in(taken: dict[str, Any]) -> set[int]:
    """The organisations that were counted, to be named."""
    places = {place for place, _duties, _holes in taken["coverage"]["places"] if place is not None}
    return places | {row[0] for row in taken["benefits"]["members"]}


def _goal(row: dict[str, Any]) -> GoalFigure:
    return GoalFigure(
        title=row["title"],
        indicator=row["indicator"],
        unit=row["unit"],
        baseline=_point(row["baseline"]),
        target=_point(row["target"]),
        measured=tuple(_point(point) for point in row["measured"]),
        standing=str(Standing(row["standing"]).label),
        tone=STANDING_TONES[Standing(row["standing"])],
        trend=str(Trend(row["trend"]).label),
        url=reverse("goal", args=[row["goal"]]),
    )


def _risk(row: dict[str, Any]) -> RiskFigure:
    probability, consequence = row["probability"], row["consequence"]
    level = level_of(probability * consequence)
    return RiskFigure(
        title=row["title"],
        probability=str(Probability(probability).label),
        consequence=str(Consequence(consequence).label),
        score=probability * consequence,
        level=str(level.label),
        tone=LEVEL_TONES[level],
        url=reverse("risk", args=[row["risk"]]),
    )


def _point(point: list[Any]) -> tuple[int, Decimal]:
    year, value = point
    return year, Decimal(value).normalize()
