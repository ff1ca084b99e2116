"""Strategies and goals among what decisions set."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import actor_of
from portal.governance.effects import Effect, Settled, register
from portal.governance.models import Decision, Goal, Strategy
from portal.governance.rules import goals as rules


def register_all() -> None:
    """Called from the app's ``ready()``."""
    register(Effect("strategy", _("Set a strategy"), _begin("strategy-new"), _settled(Strategy), order=60))
    register(Effect("goal", _("Set a goal"), _begin("goal-new"), _settled(Goal), order=61))


def _begin(name: str) -> Callable[[Any, Decision], str | None]:
    def begin(user: Any, decision: Decision) -> str | None:
        cooperation = decision.meeting.cooperation_id
        if not rules.may_keep(actor_of(user), cooperation):
            return None
        if name == "goal-new" and not Strategy.objects.of_cooperation(cooperation).exclude(decision=None).exists():
            return None
        return f"{reverse(name, args=[cooperation])}?decision={decision.pk}"

    return begin


def _settled(model: type[Strategy] | type[Goal]) -> Callable[[Any, Iterable[Decision]], dict[int, list[Settled]]]:
    def settled(user: Any, decisions: Iterable[Decision]) -> dict[int, list[Settled]]:
        found: dict[int, list[Settled]] = defaultdict(list)
        for row in model.objects.visible_to(user).filter(decision__in=list(decisions)).order_by("pk"):
            found[row.decision_id].append(Settled(row.title, row.get_absolute_url(), row.valid_from))
        return found

    return settled
