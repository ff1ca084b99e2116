"""What is measured of the way from need to procurement: opportunities, the backlog of proposals, and the plan."""

from typing import Any
from urllib.parse import urlencode

from bench import pipeline_questions as pipeline
from bench.asking import Asker, Scenario
from bench.client import Answer
from bench.daily_use import total

#: Months from today to which the window of opportunities reaches, and how many digits of a CPV code make a branch.
WINDOWS = ((36, 3), (24, 2), (60, 4))
AREAS = ("social", "technical", "other")


def _find_opportunities(asker: Asker, n: int) -> Answer:
    months, depth = WINDOWS[n % len(WINDOWS)]
    asked = {"cooperation": asker.register.cooperation, "months_to": months, "depth": depth}
    return asker.reader.get(f"/procurements/opportunities/?{urlencode(asked)}")


def _select_opportunities(asker: Asker, n: int) -> int:
    months, depth = WINDOWS[n % len(WINDOWS)]
    said = {"cooperation": asker.register.cooperation, "day": asker.register.day, "months": months, "depth": depth}
    return len(asker.connection.execute(pipeline.OPPORTUNITIES, said).fetchall())


def _read_backlog(asker: Asker, n: int) -> Answer:
    return asker.reader.get(f"/procurements/proposals/?{urlencode(_of_backlog(n))}")


def _of_backlog(n: int) -> dict[str, Any]:
    """One of its pages, or those of one area."""
    return {"page": 1 + n % 40} if n % 2 else {"area": AREAS[n // 2 % len(AREAS)]}


def _select_backlog(asker: Asker, n: int) -> int:
    chosen = _of_backlog(n)
    said = {"cooperation": asker.register.cooperation, "first": 25 * (chosen.get("page", 1) - 1)}
    said |= {"area": chosen.get("area")}
    return asker.connection.execute(pipeline.BACKLOG, said).fetchone()[0]


def _read_plan(asker: Asker, n: int) -> Answer:
    return asker.reader.get(f"/procurements/plan/?{urlencode({'page': 1 + n % 20})}")


def _select_plan(asker: Asker, n: int) -> int:
    return asker.connection.execute(pipeline.PLAN, {"first": 25 * (n % 20)}).fetchone()[0]


PIPELINE = (
    Scenario(
        "opportunities",
        _find_opportunities,
        _select_opportunities,
        total,
        {"under": 2000},
        times=(9, 24),
    ),
    Scenario("backlog", _read_backlog, _select_backlog, total, {"above": 50}),
    Scenario("plan", _read_plan, _select_plan, total, {"above": 50}),
)
