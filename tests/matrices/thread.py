"""Goals, what is checked for them and what members gained, for the world of the URL × actor matrix."""

from datetime import date
from decimal import Decimal
from typing import Any

from agreements.models import Agreement
from agreements.services import benefits
from agreements.services import goals as checks
from agreements.services.benefits import BenefitData, LineData
from agreements.services.goals import CheckData, FindingData
from agreements.states.benefits import Method
from portal.governance.services import goals
from portal.governance.services.goals import Adoption, MeasurementData, StrategyData
from procurements.models import Need
from procurements.services import goals as links
from tests.cast import Cast
from tests.governance.setting import organic, set_goal
from tests.procurements import specified


def goals_of(cast: Cast, agreement: Agreement) -> dict[str, Any]:
    """A goal in force, what is only proposed, what was measured and checked, and a benefit on each side of its claim.
    The benefits are the neighbour's, entered by the officer."""
    by = cast.officer
    goal = set_goal(by, cast.cooperation)
    specified.contribute(by, specified.procurement_of(cast), "Organic", goals="organic")
    Need.objects.create(organisation=cast.municipality, what="Food", goals="organic", reported_by=by)
    check = checks.add_check(by=by, agreement_id=agreement.pk, data=CheckData(goal, "Half is organic"))
    found = FindingData(date(2026, 6, 30), "met", value=Decimal(45))
    draft, claimed = (
        benefits.enter(
            by=by,
            agreement_id=agreement.pk,
            data=BenefitData(
                cast.neighbour.pk, year, Method.PROCESS, "Sheets", hours=Decimal(1), hourly_rate=Decimal(650)
            ),
        )
        for year in (2025, 2026)
    )
    return {
        "goal": goal,
        "strategy": goal.strategy,
        "proposed_goal": goals.propose_goal(by=by, strategy_id=goal.strategy_id, data=organic(title="Proposed")),
        "proposed_strategy": goals.propose_strategy(
            by=by, cooperation_id=cast.cooperation.pk, data=StrategyData("Proposed")
        ),
        "measurement": goals.measure(by=by, goal_id=goal.pk, data=MeasurementData(2025, Decimal(40), "Invoices")),
        "goal_check": check,
        "goal_finding": checks.record(by=by, check_id=check.pk, version=check.version, data=found),
        "benefit_draft": draft,
        "benefit": benefits.claim(by=by, benefit_id=claimed.pk, version=claimed.version),
    }


def more_of_the_thread(cast: Cast, world: Any, agreement: Agreement) -> None:
    """Another goal of the strategy with what is measured, asked and checked for it, and another benefit."""
    by = cast.officer
    number = world.strategy.goals.count()
    goal = goals.propose_goal(
        by=by,
        strategy_id=world.strategy.pk,
        data=organic(title=f"Goal {number}"),
        adoption=Adoption(world.strategy.decision, world.strategy.valid_from),
    )
    goals.measure(
        by=by, goal_id=world.goal.pk, data=MeasurementData(2026, Decimal(number), "Day", date(2026, 1, number))
    )
    asked = specified.contribute(by, world.written, f"Organic {number}", goals="organic")
    links.link_requirement(by=by, requirement_id=asked.pk, goals=[goal.pk, world.goal.pk])
    specified.contribute(by, world.written, f"Organic too {number}", goals="organic")
    for one in (goal, world.goal):
        check = checks.add_check(by=by, agreement_id=agreement.pk, data=CheckData(one, "Half is organic"))
        checks.record(by=by, check_id=check.pk, version=check.version, data=FindingData(date(2026, 6, 30), "met"))
    world.goal_check.refresh_from_db()
    checks.record(
        by=by,
        check_id=world.goal_check.pk,
        version=world.goal_check.version,
        data=FindingData(date(2026, 7, number), "met", value=Decimal(number)),
    )
    line = LineData("Milk", "l", Decimal(number), Decimal(2), Decimal(1))
    data = BenefitData(cast.neighbour.pk, 2026, Method.PRICE_LIST, "Invoices", lines=(line,))
    benefits.enter(by=by, agreement_id=agreement.pk, data=data)
    hours = BenefitData(
        cast.neighbour.pk, 2026, Method.PROCESS, "Sheets", hours=Decimal(1), hourly_rate=Decimal(number)
    )
    claimed = benefits.enter(by=by, agreement_id=agreement.pk, data=hours)
    benefits.claim(by=by, benefit_id=claimed.pk, version=claimed.version)
