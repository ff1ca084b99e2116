"""A year's budget against what came of it, line by line. Pages, files and figures all take it from here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Sum
from django.utils import timezone

from portal.governance.models import Budget, LineKind, OutcomeEntry
from portal.governance.models.budgets import BudgetLine
from portal.organisations.models import Cooperation


@dataclass(frozen=True)
class LineOutcome:
    """A line of the budget with its outcome so far, ex VAT in the cooperation's currency."""

    line: BudgetLine
    outcome: Decimal
    entries: int

    @property
    def kind(self) -> str:
        return self.line.kind

    @property
    def budget(self) -> Decimal:
        return self.line.amount

    @property
    def difference(self) -> Decimal:
        """Outcome less budget: of a cost, above zero means that more was spent; of an income, that more came in."""
        return self.outcome - self.budget

    @property
    def used(self) -> Decimal | None:
        """The outcome as a ratio of the budget; None where nothing was budgeted."""
        return self.outcome / self.budget if self.budget else None


@dataclass(frozen=True)
class BudgetOutcome:
    """A year's budget in force with the outcome of every line; without a budget there are no lines."""

    cooperation: Cooperation
    year: int
    budget: Budget | None
    lines: tuple[LineOutcome, ...] = ()

    def of(self, kind: str) -> list[LineOutcome]:
        return [line for line in self.lines if line.kind == kind]

    def budgeted(self, kind: str) -> Decimal:
        return sum((line.budget for line in self.of(kind)), Decimal(0))

    def came(self, kind: str) -> Decimal:
        return sum((line.outcome for line in self.of(kind)), Decimal(0))

    @property
    def result_budgeted(self) -> Decimal:
        """Income less costs, as budgeted."""
        return self.budgeted(LineKind.INCOME) - self.budgeted(LineKind.COST)

    @property
    def result(self) -> Decimal:
        """Income less costs, as it came."""
        return self.came(LineKind.INCOME) - self.came(LineKind.COST)


def budget_in_force(cooperation: Cooperation, year: int, day: date | None = None) -> Budget | None:
    """The adopted budget of a year that holds on a day (today): of several versions that have begun the latest, and
    before any has the one that begins first. A revision counts from its day, however early it was decided."""
    adopted = Budget.objects.adopted().filter(cooperation=cooperation, year=year)
    begun = adopted.filter(valid_from__lte=day or timezone.localdate())
    return begun.order_by("-number").first() or adopted.order_by("valid_from", "-number").first()


def budget_against_outcome(
    cooperation: Cooperation, year: int, budget: Budget | None = None, up_to: date | None = None
) -> BudgetOutcome:
    """The budget of a year in force, or the one given, against the outcome that has been entered: all of it, or that of
    the days ``up_to`` one, against the budget of that day."""
    if budget is None:
        budget = budget_in_force(cooperation, year, up_to)
    if budget is None:
        return BudgetOutcome(cooperation, year, None)
    return BudgetOutcome(cooperation, year, budget, tuple(_lines(budget, budget.lines.all(), up_to)))


def _lines(budget: Budget, lines: Iterable[BudgetLine], up_to: date | None) -> Iterable[LineOutcome]:
    entered = OutcomeEntry.objects.filter(cooperation=budget.cooperation_id, year=budget.year)
    if up_to is not None:
        entered = entered.filter(day__lte=up_to)
    sums = {
        row["code"]: (row["total"], row["entries"])
        for row in entered.values("code").annotate(total=Sum("amount"), entries=Count("pk")).order_by()
    }
    for line in lines:
        total, entries = sums.pop(line.code, (Decimal(0), 0))
        yield LineOutcome(line, total, entries)
    for line in _left_out(budget, sums):
        yield LineOutcome(line, *sums[line.code])


def _left_out(budget: Budget, codes: Iterable[str]) -> Iterable[BudgetLine]:
    """The lines of other versions that this one leaves out and that have outcome: nothing is budgeted for them here,
    and what came of them still counts."""
    others = BudgetLine.objects.filter(
        budget__cooperation=budget.cooperation_id,
        budget__year=budget.year,
        budget__decision__isnull=False,
        code__in=list(codes),
    )
    for line in others.order_by("code", "-budget__number").distinct("code"):
        line.amount = Decimal(0)
        yield line
