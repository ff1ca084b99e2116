"""What other pages show of a cooperation's economy."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from portal.accounts.actor import Actor, actor_of
from portal.governance.economy.keys import key_told
from portal.governance.economy.outcome import budget_against_outcome
from portal.governance.economy.rates import key_on, rate_on
from portal.governance.rules import economy as rules
from portal.organisations.models import Cooperation


def concerned(actor: Actor) -> bool:
    """Whether the menu leads somebody to the economy: who reads it, wholly or the own member's part."""
    return actor.is_administrator or bool(rules.readable(actor))


def of_cooperation(request: HttpRequest, cooperation: Cooperation) -> dict[str, Any] | None:
    """What is in force and this year's result, on the cooperation's page; for those who read the whole economy."""
    if not rules.may_read(actor_of(request.user), cooperation.pk):
        return None
    today = timezone.localdate()
    key = key_on(cooperation.pk, today)
    return {
        "cooperation": cooperation,
        "year": today.year,
        "outcome": budget_against_outcome(cooperation, today.year),
        "rate": rate_on(cooperation.pk, today),
        "key": key,
        "key_told": key_told(key, cooperation.currency) if key else "",
    }
