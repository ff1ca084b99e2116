"""What other pages show of links to goals: a goal's, a check's, a need's, and the list of goals for the office."""

from itertools import groupby
from typing import Any

from django.http import HttpRequest

from agreements.models import GoalCheck
from portal.accounts.actor import actor_of
from portal.governance.models import Goal
from procurements.models import Need, Requirement
from procurements.rules import goals as rules
from procurements.states.requirements import RequirementState

MOST = 50


def of_goal(request: HttpRequest, goal: Goal) -> dict[str, Any] | None:
    """The requirements and the needs that serve a goal, as far as the reader's circles see them."""
    requirements = (
        Requirement.objects.visible_to(request.user)
        .filter(goal_links__goal=goal)
        .exclude(state=RequirementState.DECLINED)
        .select_related("procurement")
        .order_by("procurement__title", "procurement", "position", "number")[:MOST]
    )
    needs = Need.objects.visible_to(request.user).filter(goal_links__goal=goal).select_related("organisation")[:MOST]
    grouped = [(procurement, list(rows)) for procurement, rows in groupby(requirements, lambda row: row.procurement)]
    if not grouped and not needs:
        return None
    return {"grouped": grouped, "needs": needs}


def of_check(request: HttpRequest, check: GoalCheck) -> dict[str, Any] | None:
    """The requirement that a check comes from, to those who see it."""
    asked = Requirement.objects.visible_to(request.user).filter(checks__goal_check=check).select_related("procurement")
    found = asked.first()
    return {"requirement": found} if found is not None else None


def of_need(request: HttpRequest, need: Need) -> dict[str, Any] | None:
    """The goals that a need is linked to, with the way to link it."""
    links = served(request, need)
    may_link = bool(rules.may_link_need(actor_of(request.user), need)) and rules.goals_of_need(need).exists()
    return {"need": need, "links": links, "may_link": may_link} if links or may_link else None


def on_goals(request: HttpRequest, obj: None) -> dict[str, Any] | None:
    """The way to what is not linked yet, for the office."""
    return {} if rules.may_sort_out(actor_of(request.user)) else None


def served(request: HttpRequest, row: Any) -> list[Goal]:
    """The goals that a requirement or a need is linked to, as far as the reader sees them."""
    links = (
        {"requirementgoal_links__requirement": row} if isinstance(row, Requirement) else {"needgoal_links__need": row}
    )
    return list(Goal.objects.visible_to(request.user).filter(**links).select_related("strategy").order_by("pk"))
