"""Decisions, strategies and goals for tests of what hangs on them."""

from datetime import date
from decimal import Decimal
from typing import Any

from portal.governance.models import Decision, Goal, Meeting
from portal.governance.services import goals as services
from portal.governance.services.goals import Adoption, GoalData, StrategyData
from portal.organisations.models import Cooperation

DAY = date(2024, 1, 1)


def decide(cooperation: Cooperation, day: date = DAY, **more: Any) -> Decision:
    """A decision of a meeting that was held on its day."""
    meeting = Meeting.objects.create(cooperation=cooperation, title="Board", held_on=day)
    return Decision.objects.create(meeting=meeting, title="Food", wording="We set it.", takes_effect_on=day, **more)


def organic(**more: Any) -> GoalData:
    """From 32 % in 2024 to 60 % in 2030: (60 - 32) / 6, four and two thirds of a per cent a year."""
    facts: dict[str, Any] = {
        "title": "More organic food",
        "indicator": "Share of organic food",
        "unit": "%",
        "baseline_value": Decimal(32),
        "baseline_year": 2024,
        "target_value": Decimal(60),
        "target_year": 2030,
    }
    return GoalData(**(facts | more))


def set_goal(by: Any, cooperation: Cooperation, decision: Decision | None = None, **more: Any) -> Goal:
    """A goal in force, of a strategy that the same decision set."""
    adoption = Adoption(decision or decide(cooperation), DAY)
    strategy = services.propose_strategy(
        by=by, cooperation_id=cooperation.pk, data=StrategyData("Food strategy"), adoption=adoption
    )
    return services.propose_goal(by=by, strategy_id=strategy.pk, data=organic(**more), adoption=adoption)
