"""Conditions of decisions: who answers for them, and that they are met."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import actor_of
from portal.accounts.models import User
from portal.governance.models import DecisionCondition
from portal.governance.rules import decisions as rules
from portal.governance.services.decisions import ask_for_colleague
from portal.governance.services.meetings import facts
from portal.workflow import audit
from portal.workflow.errors import Refused, ask, refused
from portal.workflow.versions import locked

NO_REASON = _("Say why.")


@transaction.atomic
def meet_condition(*, by: Any, condition_id: int, version: int, met_on: date, outcome: str) -> DecisionCondition:
    """Say that a condition is met, since when, and how. Raises ``Refused``, or ``Conflict`` for another version."""
    condition = locked(DecisionCondition, condition_id, version, "decision__meeting")
    ask(rules.may_meet(actor_of(by), condition))
    if condition.met_on is not None:
        raise Refused(rules.MET_ALREADY)
    if met_on > timezone.localdate():
        raise refused(_("That day is still to come."), "met_on")
    if met_on < condition.decision.meeting.held_on:
        raise refused(_("That day lies before the meeting that set the condition."), "met_on")
    if not outcome.strip():
        raise refused(_("Write how it was met."), "outcome")
    return _write(by, "condition.met", condition, {"met_on": met_on, "outcome": outcome.strip()})


@transaction.atomic
def reopen_condition(*, by: Any, condition_id: int, version: int, reason: str) -> DecisionCondition:
    """Say that a condition was not met after all, and why. Raises ``Refused``, or ``Conflict``."""
    condition = locked(DecisionCondition, condition_id, version, "decision__meeting")
    ask(rules.may_arrange(actor_of(by), condition))
    if condition.met_on is None:
        raise Refused(rules.NOT_MET)
    if not reason.strip():
        raise refused(NO_REASON, "reason")
    return _write(by, "condition.reopened", condition, {"met_on": None, "outcome": ""}, reason)


@transaction.atomic
def arrange_condition(
    *,
    by: Any,
    condition_id: int,
    version: int,
    responsible: User | None,
    due_on: date | None,
    reason: str,
) -> DecisionCondition:
    """Have another person answer for a condition, or give it another day, and say why. What the decision demands stays
    as it was decided. Raises ``Refused``, or ``Conflict``."""
    condition = locked(DecisionCondition, condition_id, version, "decision__meeting", "responsible")
    ask(rules.may_arrange(actor_of(by), condition))
    if condition.met_on is not None:
        raise Refused(rules.MET_ALREADY)
    if not reason.strip():
        raise refused(NO_REASON, "reason")
    ask_for_colleague(condition.decision.meeting.cooperation_id, responsible, condition.responsible_id)
    said = {"responsible": responsible, "due_on": due_on}
    return _write(by, "condition.arranged", condition, said, reason)


def _write(
    by: Any, action: str, condition: DecisionCondition, said: dict[str, Any], reason: str = ""
) -> DecisionCondition:
    before = facts(condition, said)
    for name, value in said.items():
        setattr(condition, name, value)
    if changes := audit.differences(before, facts(condition, said)):
        condition.version += 1
        condition.save(update_fields=[*said, "version"])
        audit.record(action, condition, by=by, changes=changes, reason=reason.strip())
    return condition
