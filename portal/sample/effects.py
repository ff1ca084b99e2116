"""The money and goals of the sample's cooperations: what their steering groups' decisions set, and what came of it."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from portal.accounts.models import User
from portal.governance.models import (
    Apportionment,
    Budget,
    CommissionRate,
    CostKey,
    Decision,
    Goal,
    Strategy,
)
from portal.governance.services import budgets, commission, cost_keys, goals, outcome
from portal.governance.services.budgets import LineData
from portal.governance.services.cost_keys import KeyData
from portal.governance.services.goals import Adoption, GoalData, MeasurementData, StrategyData
from portal.governance.services.outcome import EntryData
from portal.organisations.models import Cooperation
from portal.sample.clock import happened

STEP = 10  # between the numbers of a budget's lines


class Effects:
    """What one cooperation's decisions set, by the table that tells of its meetings."""

    def __init__(self, told: dict[str, Any], cooperation: Cooperation, manager: User, today: date) -> None:
        self.told = told
        self.cooperation = cooperation
        self.manager = manager
        self.today = today
        self.year = today.year
        self.codes = {title: str(STEP * place) for place, (_kind, title, _sum) in enumerate(told["budget"], start=1)}

    def propose(self, day: date) -> None:
        """Propose the strategy with its goals, before the meetings begin."""
        with happened(day):
            data = StrategyData(title=self.told["strategy"]["title"], text=self.told["strategy"]["text"])
            strategy = goals.propose_strategy(by=self.manager, cooperation_id=self.cooperation.pk, data=data)
            for row in self.told["goals"]:
                goal = GoalData(
                    title=row["title"],
                    indicator=row["indicator"],
                    unit=row["unit"],
                    baseline_value=Decimal(row["baseline"]),
                    baseline_year=self.year - len(row["values"]),
                    target_value=Decimal(row["target"]),
                    target_year=self.year + row["years"],
                    responsible=self.manager,
                )
                goals.propose_goal(by=self.manager, strategy_id=strategy.pk, data=goal)

    def set(self, decision: Decision, sets: dict[str, Any], *, purpose: str) -> None:
        """What a decision says takes effect by it; ``purpose`` names what an amount is divided for."""
        own, day = self.cooperation.pk, decision.takes_effect_on
        if "commission" in sets:
            percent = Decimal(sets["commission"])
            commission.set_commission_rate(
                by=self.manager, cooperation_id=own, percent=percent, valid_from=day, decision_id=decision.pk
            )
        if "budget" in sets:
            self._adopt_budget(decision)
        if "cost_key" in sets:
            said = sets["cost_key"]
            data = KeyData(
                name=said["name"],
                equal_weight=Decimal(said["equal"]),
                inhabitants_weight=Decimal(said["inhabitants"]),
                turnover_weight=Decimal(said["turnover"]),
                floor=Decimal(said["floor"]),
            )
            key = cost_keys.propose_key(by=self.manager, cooperation_id=own, data=data)
            cost_keys.decide_key(by=self.manager, key_id=key.pk, decision_id=decision.pk, valid_from=day)
        if "apportion" in sets:
            amount = Decimal(sets["apportion"])
            cost_keys.apportion(by=self.manager, cooperation_id=own, year=day.year, purpose=purpose, amount=amount)
        if "strategy" in sets:
            strategy = Strategy.objects.get(cooperation=self.cooperation)
            goals.adopt(
                by=self.manager,
                row=strategy,
                version=strategy.version,
                adoption=Adoption(decision, day),
                goals=list(strategy.goals.values_list("pk", flat=True)),
            )

    def follow(self) -> None:
        """Enter what the budget's lines cost and brought this year, and what was measured of the goals."""
        for title, days, amount, text in self.told["outcome"]:
            day = self.today + timedelta(days=days)
            if day.year != self.year:  # there is a budget of this year only
                continue
            data = EntryData(code=self.codes[title], day=day, amount=Decimal(amount), text=text)
            with happened(day):
                outcome.enter_outcome(by=self.manager, cooperation_id=self.cooperation.pk, data=data)
        for row in self.told["goals"]:
            goal = Goal.objects.get(strategy__cooperation=self.cooperation, title=row["title"])
            for year, value in enumerate(row["values"], start=self.year - len(row["values"]) + 1):
                data = MeasurementData(year=year, value=Decimal(value), source=row["indicator"])
                goals.measure(by=self.manager, goal_id=goal.pk, data=data)

    def mark_sample(self) -> None:
        own = {"cooperation": self.cooperation}
        for model in (Apportionment, Budget, CommissionRate, CostKey, Strategy):
            model.objects.filter(**own).update(is_sample=True)
        Goal.objects.filter(strategy__cooperation=self.cooperation).update(is_sample=True)

    def _adopt_budget(self, decision: Decision) -> None:
        """The budget of this year holds from the decision, or from the year's first day where that comes later."""
        lines = [
            LineData(kind=kind, code=self.codes[title], title=title, amount=Decimal(amount))
            for kind, title, amount in self.told["budget"]
        ]
        budget = budgets.draft_budget(by=self.manager, cooperation_id=self.cooperation.pk, year=self.year, lines=lines)
        valid_from = max(decision.takes_effect_on, date(self.year, 1, 1))
        budgets.adopt_budget(by=self.manager, budget_id=budget.pk, decision_id=decision.pk, valid_from=valid_from)
