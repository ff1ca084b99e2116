"""Checks of what goals ask of agreements: agreed, inherited from a procurement, done and dropped."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement, GoalCheck, GoalFinding, Obligation
from agreements.rules import goals as rules
from agreements.states.follow_up import CheckResult
from agreements.states.goals import GOAL_CHECK
from portal.accounts.actor import actor_of
from portal.governance.models import Goal
from portal.governance.services import goals as goal_services
from portal.governance.services.goals import MeasurementData
from portal.law.periods import add_months
from portal.workflow import audit, transitions
from portal.workflow.errors import Refused, ask, refused
from portal.workflow.versions import locked

YEARLY = 12  # months, for what a procurement asked and nobody has said otherwise


@dataclass(frozen=True)
class CheckData:
    """What is checked for which goal, how, and when next: every so many months, or once where that is None."""

    goal: Goal
    what: str
    how: str = ""
    every_months: int | None = YEARLY
    next_on: date | None = None
    obligation: Obligation | None = None


@dataclass(frozen=True)
class FindingData:
    """What a check found; ``value`` is in the unit of the goal."""

    checked_on: date
    result: str
    finding: str = ""
    value: Decimal | None = None
    next_on: date | None = None


CHECK_FIELDS = tuple(CheckData.__dataclass_fields__)


@transaction.atomic
def add_check(*, by: Any, agreement_id: int, data: CheckData) -> GoalCheck:
    """Say what is checked of an agreement for a goal. Raises ``Refused``."""
    agreement = Agreement.objects.select_related("cooperation", "partnership").get(pk=agreement_id)
    ask(rules.may_check(actor_of(by), agreement))
    return _add(by, agreement, data)


@transaction.atomic
def edit_check(*, by: Any, check_id: int, version: int, data: CheckData) -> GoalCheck:
    """Change what is checked. Raises ``Conflict`` when somebody else did meanwhile."""
    check = locked(GoalCheck, check_id, version, "agreement", "goal__strategy", "obligation")
    ask(rules.may_record(actor_of(by), check))
    before = {name: audit.plain(getattr(check, name)) for name in CHECK_FIELDS}
    _write(check, data)
    if changes := audit.differences(before, {name: audit.plain(getattr(check, name)) for name in CHECK_FIELDS}):
        check.version += 1
        check.save()
        audit.record("goal_check.edited", check, by=by, changes=changes)
    return check


@transaction.atomic
def record(*, by: Any, check_id: int, version: int, data: FindingData, measured: bool = False) -> GoalFinding:
    """Record what a check found, and when it is done next. ``measured`` has its value be a figure of the goal too.

    Raises ``Refused`` and ``Conflict``.
    """
    check = locked(GoalCheck, check_id, version, "agreement", "goal__strategy")
    ask(rules.may_record(actor_of(by), check))
    ask(rules.has_been(data.checked_on, timezone.localdate()))
    if data.result not in CheckResult.values:
        raise refused(_("Say what came of it."), "result")
    if measured and data.value is None:
        raise refused(_("Write the value that was read."), "value")
    found = GoalFinding.objects.create(
        goal_check=check,
        checked_on=data.checked_on,
        result=data.result,
        finding=data.finding.strip(),
        value=data.value,
        by=by,
        is_sample=check.is_sample,
    )
    again = add_months(data.checked_on, check.every_months) if check.every_months else None
    before, check.next_on = check.next_on, data.next_on or again
    check.version += 1
    check.save(update_fields=["next_on", "version"])
    changes = {"result": (None, found.result), "value": (None, found.figure), "next_on": (before, check.next_on)}
    audit.record(
        "goal_check.done",
        check,
        by=by,
        changes={k: v for k, v in changes.items() if v[0] != v[1]},
        reason=found.finding,
    )
    return enter(by=by, finding_id=found.pk) if measured else found


@transaction.atomic
def enter(*, by: Any, finding_id: int) -> GoalFinding:
    """Have the value that a check read be a figure of the goal, on the day it was read. Raises ``Refused``."""
    rows = GoalFinding.objects.select_for_update(of=("self",))
    found = rows.select_related("goal_check__goal__strategy", "goal_check__agreement").get(pk=finding_id)
    ask(rules.may_enter(actor_of(by), found))
    data = MeasurementData(
        year=found.checked_on.year,
        day=found.checked_on,
        value=found.value or Decimal(0),
        source=str(_("Check of %(agreement)s") % {"agreement": found.goal_check.agreement.title})[:300],
        note=found.finding,
    )
    found.measurement = goal_services.measure(by=by, goal_id=found.goal_check.goal_id, data=data)
    found.save(update_fields=["measurement"])
    return found


@transaction.atomic
def drop(*, by: Any, check_id: int, version: int, reason: str) -> GoalCheck:
    """Follow something up no longer, with the reason; what was found stays. Raises ``Refused`` and ``Conflict``."""
    check = locked(GoalCheck, check_id, version, "agreement")
    ask(rules.may_drop(actor_of(by), check))
    if not reason.strip():
        raise refused(_("Say why it is not followed up any more."), "reason")
    check.dropped_because, check.next_on = reason.strip(), None
    check.version += 1
    saving = ("dropped_because", "next_on", "version")
    transitions.apply(GOAL_CHECK, "dropped", check, by=by, field="state", reason=check.dropped_because, saving=saving)
    return check


def inherit(*, by: Any, agreement: Agreement, asked: Iterable[CheckData]) -> list[GoalCheck]:
    """Have what a procurement asked for goals be checked in the agreement that it ended in: first a year after the
    agreement begins, or after today. The procurement's own service asks who may, and calls within its transaction."""
    begins = max(agreement.starts_on or timezone.localdate(), timezone.localdate())
    return [_add(by, agreement, data, next_on=add_months(begins, YEARLY)) for data in asked]


def _add(by: Any, agreement: Agreement, data: CheckData, **more: Any) -> GoalCheck:
    check = GoalCheck(agreement=agreement, is_sample=agreement.is_sample)
    _write(check, data)
    for name, value in more.items():
        setattr(check, name, value)
    check.save(force_insert=True)
    said = {name: (None, audit.plain(getattr(check, name))) for name in CHECK_FIELDS}
    audit.record("goal_check.agreed", check, by=by, changes={k: v for k, v in said.items() if v[1] not in (None, "")})
    return check


def _write(check: GoalCheck, data: CheckData) -> None:
    for name in CHECK_FIELDS:
        value = getattr(data, name)
        setattr(check, name, value.strip() if isinstance(value, str) else value)
    ask(rules.fits(check.agreement, check.goal))
    if not check.what:
        raise Refused(rules.NOTHING_TO_CHECK)
    if check.obligation is not None and check.obligation.agreement_id != check.agreement_id:
        raise Refused(rules.OTHER_OBLIGATION)
