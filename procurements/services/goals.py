"""Links of needs and requirements to goals, made by a person; and the checks that an agreement inherits by them."""

from collections.abc import Iterable
from functools import singledispatch
from typing import Any

from django.db import transaction
from django.utils import timezone

from agreements.models import Agreement
from agreements.services import goals as checks
from agreements.services.goals import CheckData
from portal.accounts.actor import actor_of
from portal.governance.models import Goal
from portal.workflow import audit
from portal.workflow.errors import Refused, ask
from procurements.models import Need, NeedGoal, Procurement, Requirement, RequirementCheck, RequirementGoal
from procurements.rules import goals as rules
from procurements.states.requirements import RequirementState


@transaction.atomic
def link_requirement(
    *, by: Any, requirement_id: int, goals: Iterable[int] = (), none_fits: bool = False
) -> Requirement:
    """Say which goals (ids) a requirement serves, or that somebody looked and none fits. What was typed stays.

    In a procurement that has ended in agreements, these inherit it as a check. Raises ``Refused``.
    """
    rows = Requirement.objects.select_for_update(of=("self",)).select_related("procurement__cooperation")
    requirement = rows.get(pk=requirement_id)
    ask(rules.may_link_requirement(actor_of(by), requirement))
    known = rules.goals_of_requirement(requirement)
    _link(by, requirement, RequirementGoal, "requirement", known, list(goals), none_fits)
    inherit(by=by, procurement=requirement.procurement)
    return requirement


@transaction.atomic
def link_need(*, by: Any, need_id: int, goals: Iterable[int] = (), none_fits: bool = False) -> Need:
    """Say which goals (ids) a need serves, or that somebody looked and none fits. Raises ``Refused``."""
    need = Need.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=need_id)
    ask(rules.may_link_need(actor_of(by), need))
    _link(by, need, NeedGoal, "need", rules.goals_of_need(need), list(goals), none_fits)
    return need


@singledispatch
def link_one(row: Any, *, by: Any, goal_id: int | None) -> None:
    """Link something to one more goal, or (None) say that none fits."""
    raise TypeError(row)


@link_one.register
def _(row: Requirement, *, by: Any, goal_id: int | None) -> None:
    link_requirement(by=by, requirement_id=row.pk, goals=_one_more(row, goal_id), none_fits=goal_id is None)


@link_one.register
def _(row: Need, *, by: Any, goal_id: int | None) -> None:
    link_need(by=by, need_id=row.pk, goals=_one_more(row, goal_id), none_fits=goal_id is None)


def _one_more(row: Any, goal_id: int | None) -> list[int]:
    linked = row.goal_links.exclude(goal=None).values_list("goal", flat=True)
    return [] if goal_id is None else [*linked, goal_id]


def carry_over(*, by: Any, source: Requirement, copy: Requirement) -> None:
    """Have a requirement that was taken over serve the goals that its source does, within the cooperation."""
    known = rules.goals_of_requirement(copy)
    served = source.goal_links.filter(goal__in=known).values_list("goal", flat=True)
    RequirementGoal.objects.bulk_create(
        RequirementGoal(requirement=copy, goal_id=goal, by=by, is_sample=copy.is_sample) for goal in served
    )


@transaction.atomic
def inherit(*, by: Any, procurement: Procurement) -> None:
    """Have the agreements in which a procurement ended be checked for what its accepted requirements ask for goals;
    what they are checked for already is left as it is."""
    asked = (
        RequirementGoal.objects.filter(
            requirement__procurement=procurement,
            requirement__state=RequirementState.ACCEPTED,
            goal__in=Goal.objects.in_force(timezone.localdate()),
        )
        .select_related("requirement", "goal__strategy")
        .order_by("requirement__position", "pk")
    )
    for agreement in procurement.results.all():
        for link in asked:
            _check(by, agreement, link)


def _check(by: Any, agreement: Agreement, link: RequirementGoal) -> None:
    already = RequirementCheck.objects.filter(
        requirement=link.requirement, goal_check__agreement=agreement, goal_check__goal=link.goal
    )
    if already.exists() or link.goal is None:
        return
    data = CheckData(goal=link.goal, what=link.requirement.text, how=link.requirement.verification)
    for check in checks.inherit(by=by, agreement=agreement, asked=[data]):
        RequirementCheck.objects.create(requirement=link.requirement, goal_check=check)


def _link(by: Any, row: Any, model: Any, field: str, known: Any, wanted: list[int], none_fits: bool) -> None:
    """Have a row serve just these goals; one that it serves already keeps who said so."""
    before = list(row.goal_links.select_related("goal"))
    kept = {link.goal_id for link in before if link.goal_id}
    chosen = list(known.filter(pk__in=set(wanted) - kept))
    if set(wanted) - kept != {goal.pk for goal in chosen}:
        raise Refused(rules.OTHER_GOAL)
    gone = [link.pk for link in before if link.goal_id is None or link.goal_id not in wanted]
    model.objects.filter(pk__in=gone).delete()
    new: list[Goal | None] = [*chosen]
    if none_fits and not wanted:
        new = [None]
    for goal in new:
        model.objects.create(**{field: row}, goal=goal, by=by, is_sample=row.is_sample)
    named = [str(link.goal) for link in before if link.goal_id]
    serves = [str(link.goal) for link in row.goal_links.select_related("goal") if link.goal_id]
    if named != serves:
        changes = {"linked_goals": (", ".join(named) or None, ", ".join(serves) or None)}
        audit.record(f"{field}.linked", row, by=by, changes=changes)
