"""What decisions set: each kind of thing that only a decision can change says so here.

A budget, a commission rate, a cost key, a membership, a goal, a policy, the start of a procurement: the app that holds
such a thing registers an ``Effect`` in its ``ready()``. The decision's page offers what can be set by it and tells what
it has set; the thing itself holds the foreign key to its decision, and its service asks ``stands_on`` before it writes.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.governance.models import Decision
from portal.governance.states.meetings import MeetingState
from portal.law.answers import Allowed, Answer, Words, denied


@dataclass(frozen=True)
class Settled:
    """One thing that a decision has set: what it is, its page, and the day from which it holds."""

    title: Words
    url: str
    valid_from: date | None = None


@dataclass(frozen=True)
class Effect:
    """A kind of thing that decisions set.

    ``label`` says it as an action (“Set the commission rate”), ``noun`` as what was set, for the register's facets
    (“Commission rate”); ``begin`` gives the address of the form that sets it by
    a decision, or None where ``user`` may not; ``settled`` what decisions have set, by their ids, as far as the user
    sees it.
    """

    name: str
    label: Words
    begin: Callable[[Any, Decision], str | None]
    settled: Callable[[Any, Iterable[Decision]], dict[int, list[Settled]]]
    order: int = 50
    noun: Words = ""


_effects: dict[str, Effect] = {}

OTHER_COOPERATION = denied(_("That decision belongs to another cooperation."), "decision")
NOT_HELD = denied(_("The meeting of that decision was cancelled."), "decision")
TOO_EARLY = _("The decision takes effect on %(day)s: nothing that it sets begins before.")
REPLACED = _("Another decision replaces that one from %(day)s: choose the other for what begins then.")


def register(effect: Effect) -> None:
    """Have a kind of thing offered and told on the pages of decisions; the same name again replaces it."""
    _effects[effect.name] = effect


def effects() -> list[Effect]:
    """Every kind of thing that decisions set, in its order."""
    return sorted(_effects.values(), key=lambda effect: effect.order)


def stands_on(decision: Decision, *, cooperation_id: int, valid_from: date, day_field: str = "valid_from") -> Answer:
    """Whether something of a cooperation can hold from a day by a decision: one of its own, of a meeting that was not
    cancelled, not before the decision takes effect, and not when another decision has replaced it by then.

    ``day_field`` is the field of the form that asks for the day."""
    if decision.meeting.cooperation_id != cooperation_id:
        return OTHER_COOPERATION
    if decision.meeting.state == MeetingState.CANCELLED:
        return NOT_HELD
    if valid_from < decision.takes_effect_on:
        return denied(TOO_EARLY, day_field, day=decision.takes_effect_on)
    later = Decision.objects.filter(replaces=decision, takes_effect_on__lte=valid_from).first()
    if later is not None and later.meeting.state != MeetingState.CANCELLED:
        return denied(REPLACED, "decision", day=later.takes_effect_on)
    return Allowed()


def settled_by(user: Any, decisions: Iterable[Decision]) -> dict[int, list[Settled]]:
    """What each of some decisions has set, as far as a person sees it."""
    rows = list(decisions)
    found: dict[int, list[Settled]] = {decision.pk: [] for decision in rows}
    for effect in effects():
        for pk, things in effect.settled(user, rows).items():
            found[pk].extend(things)
    return found
