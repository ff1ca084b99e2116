"""What other pages show of checks for goals: an agreement's, and a goal's."""

from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest
from django.utils import timezone

from agreements.models import Agreement, GoalCheck, GoalFinding
from agreements.rules import goals as rules
from agreements.states.follow_up import CHECK_TONES
from portal.accounts.actor import actor_of
from portal.governance.models import Goal


def of_agreement(request: HttpRequest, agreement: Agreement) -> dict[str, Any] | None:
    """The goals that the agreement is checked for, and how it was found to do."""
    actor = actor_of(request.user)
    if not actor.signed_in:
        return None
    checks = list(_checks(request).filter(agreement=agreement))
    may_check = bool(rules.may_check(actor, agreement))
    goals = Goal.objects.of_cooperation(agreement.cooperation_id).in_force(timezone.localdate())
    if not checks and not (may_check and goals.exists()):
        return None
    return {"agreement": agreement, "checks": checks, "tones": CHECK_TONES, "may_check": may_check}


def of_goal(request: HttpRequest, goal: Goal) -> dict[str, Any] | None:
    """What agreements are checked for a goal, those that are followed up first, and the values that wait to be entered
    as figures of it."""
    checks = list(_checks(request).filter(goal=goal).order_by("-state", "agreement__title", "pk"))
    if not checks:
        return None
    return {"goal": goal, "checks": checks, "tones": CHECK_TONES}


def _checks(request: HttpRequest) -> Any:
    """The checks that the reader sees, each with its ``latest`` findings."""
    found = GoalCheck.objects.visible_to(request.user).select_related("agreement", "goal__strategy")
    latest = GoalFinding.objects.order_by("goal_check_id", "-checked_on", "-pk").distinct("goal_check_id")
    return found.prefetch_related(Prefetch("findings", queryset=latest, to_attr="latest"))
