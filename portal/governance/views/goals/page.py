"""A strategy, and a goal with all that hangs on it: the thread from what was decided to what was measured."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.accounts.actor import actor_of
from portal.governance.goals.drawing import draw
from portal.governance.goals.progress import Way, in_time, latest_of, moment
from portal.governance.goals.sdgs import named
from portal.governance.goals.wording import way, written
from portal.governance.models import Decision, Goal, Strategy
from portal.governance.models.goals import Adopted
from portal.governance.rules import goals as rules
from portal.governance.states.goals import PHASE_TONES, STANDING_TONES, Phase
from portal.governance.views.goals.common import goal_of, strategy_of, trail
from portal.web import history
from portal.web.panels import panels_for


@require_safe
def strategy(request: HttpRequest, pk: int) -> HttpResponse:
    """What the cooperation wants, and its goals."""
    found = strategy_of(request, pk)
    today, actor = timezone.localdate(), actor_of(request.user)
    may_keep = bool(rules.may_keep(actor, found.cooperation_id))
    goals = Goal.objects.visible_to(request.user).filter(strategy=found).with_phase(today).with_figures()
    rows = list(goals.order_by("pk"))
    standing = [row for row in rows if row.phase != Phase.ENDED]  # type: ignore[attr-defined]
    return render(
        request,
        "governance/goals/strategy.html",
        {
            "strategy": found,
            **_settled(request, found),
            "breadcrumbs": trail(),
            "goals": [_told(row) for row in rows],
            "few": rules.FEW,
            "many": len(standing) > rules.FEW,
            "standing_count": len(standing),
            "may_keep": may_keep,
            "may_adopt": may_keep and found.is_proposed,
            "may_end": bool(rules.may_end(actor, found, today)),
            "history": history.entries(found) if may_keep else None,
        },
    )


def _told(row: Goal) -> tuple[Goal, Any, str, str]:
    """A goal of a strategy with how it stands, the tone of that, and its way; what is not in force says so instead."""
    phase = Phase(row.phase)  # type: ignore[attr-defined]
    if phase != Phase.IN_FORCE:
        return row, phase.label, PHASE_TONES[phase], way(row)
    standing = Way.of(row).standing(row.figures)  # type: ignore[attr-defined]
    return row, standing.label, STANDING_TONES[standing], way(row)


@require_safe
def goal(request: HttpRequest, pk: int) -> HttpResponse:
    """A goal: its way, what was measured, and what asks for it in procurements and agreements."""
    found = goal_of(request, pk)
    today, actor = timezone.localdate(), actor_of(request.user)
    may_keep = bool(rules.may_keep(actor, found.strategy.cooperation_id))
    member = actor.is_administrator or found.strategy.cooperation_id in actor.cooperations
    measured = list(found.measurements.select_related("by", "corrects"))
    figures = [row for row in measured if row.stands]
    line = Way.of(found)
    latest = latest_of(figures)
    return render(
        request,
        "governance/goals/goal.html",
        {
            "goal": found,
            **_settled(request, found),
            "strategy": Strategy.objects.visible_to(request.user).filter(pk=found.strategy_id).first(),
            "breadcrumbs": trail(),
            "way": way(found),
            "written": written,
            "standing": line.standing(figures),
            "standing_tones": STANDING_TONES,
            "trend": line.trend(figures),
            "latest": latest,
            "share": line.share(latest.value) if latest else None,
            "drawing": draw(line, figures) if figures else None,
            "rows": [_measured(line, row) for row in reversed(in_time(figures))],
            "corrected": [row for row in measured if not row.stands] if member else [],
            "sdgs": named(found.sdgs),
            "member": member,
            "may_keep": may_keep,
            "may_adopt": bool(rules.may_adopt(actor, found)),
            "may_end": bool(rules.may_end(actor, found, today)),
            "may_measure": bool(rules.may_measure(actor, found)),
            "panels": panels_for("goal", request, found),
            "history": history.entries(found) if may_keep else None,
        },
    )


def _settled(request: HttpRequest, row: Adopted) -> dict[str, Any]:
    """Where something that a decision sets stands today, and the decisions about it that the reader sees."""
    today = timezone.localdate()
    model = type(row)
    ids = [pk for pk in (row.decision_id, row.ended_by_id) if pk]
    decisions = Decision.objects.visible_to(request.user).select_related("meeting").in_bulk(ids)
    others = [other.pk for other in (row.replaces, row.successor) if other is not None]
    seen = model.objects.visible_to(request.user).in_bulk(others)
    phase = model.objects.with_phase(today).values_list("phase", flat=True).get(pk=row.pk)
    return {
        "phase": Phase(phase),
        "phase_tone": PHASE_TONES[Phase(phase)],
        "decision": decisions.get(row.decision_id),
        "ended_by": decisions.get(row.ended_by_id),
        "earlier": seen.get(row.replaces_id),
        "later": seen.get(row.successor.pk) if row.successor is not None else None,
        "today": today,
    }


def _measured(line: Way, row: Any) -> dict[str, Any]:
    """A figure with what the straight line expected then."""
    expected = line.expected(moment(row.year, row.day))
    return {"row": row, "expected": expected, "suffices": line.suffices(row.value, expected)}
