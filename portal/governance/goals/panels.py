"""What other pages show of goals: a cooperation's."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from portal.accounts.actor import Actor, actor_of
from portal.governance.goals.progress import Way
from portal.governance.goals.wording import way
from portal.governance.models import Goal, Strategy
from portal.governance.rules import goals as rules
from portal.governance.states.goals import STANDING_TONES
from portal.organisations.models import Cooperation


def concerned(actor: Actor) -> bool:
    """Whether the menu shows the way to the goals: to whoever belongs to a cooperation."""
    return bool(actor.cooperations) or actor.is_administrator


def _row(goal: Goal) -> tuple[Goal, Any, str, str]:
    """A goal with how it stands, the tone of that, and its way."""
    standing = Way.of(goal).standing(goal.figures)  # type: ignore[attr-defined]
    return goal, standing.label, STANDING_TONES[standing], way(goal)


def of_cooperation(request: HttpRequest, cooperation: Cooperation) -> dict[str, Any] | None:
    """The strategies in force with their goals, as far as the reader sees them."""
    today, may_keep = timezone.localdate(), bool(rules.may_keep(actor_of(request.user), cooperation.pk))
    strategies = Strategy.objects.visible_to(request.user).of_cooperation(cooperation.pk).in_force(today)
    goals = Goal.objects.visible_to(request.user).of_cooperation(cooperation.pk).in_force(today).with_figures()
    rows = [_row(goal) for goal in goals.order_by("strategy", "pk")]
    shown = list(strategies)
    if not (shown or rows or may_keep):
        return None
    seen = {strategy.pk for strategy in shown}
    return {
        "cooperation": cooperation,
        "strategies": [(strategy, [row for row in rows if row[0].strategy_id == strategy.pk]) for strategy in shown],
        "others": [row for row in rows if row[0].strategy_id not in seen],
        "may_keep": may_keep,
    }
