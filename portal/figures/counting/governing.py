"""Counting how the cooperation is governed: its money, what waits to be decided, goals, duties, risks and benefit."""

from datetime import date, timedelta
from typing import Any

from agreements.benefits import totals
from portal.governance.agenda.reading import anybody_in, lines
from portal.governance.duties.coverage import coverage
from portal.governance.economy.facts import members_of
from portal.governance.economy.outcome import budget_against_outcome
from portal.governance.goals.progress import Way
from portal.governance.models import AgendaItem, AgendaKind, Decision, DecisionCondition, Goal, LineKind
from portal.governance.risks.top import top_risks
from portal.governance.states.meetings import MeetingState
from portal.organisations.models import Cooperation, GroupKind

DUE_WITHIN = timedelta(days=60)
#: Meetings whose agenda is to come.
COMING = (MeetingState.POLLED, MeetingState.PLANNED, MeetingState.CALLED)


def governing(cooperation: Cooperation, day: date) -> dict[str, Any]:
    """How the cooperation is governed on a day, in some fifteen queries however large it is."""
    return {
        "economy": economy(cooperation, day),
        "to_decide": to_decide(cooperation, day),
        "conditions": conditions(cooperation, day),
        "goals": goals(cooperation, day),
        "coverage": duties(cooperation, day),
        "risks": risks(cooperation),
        "benefits": benefits(cooperation, day.year - 1),
    }


def economy(cooperation: Cooperation, day: date) -> dict[str, Any] | None:
    """The budget in force on the day and what has come of it up to then, ex VAT; None where no budget was adopted."""
    found = budget_against_outcome(cooperation, day.year, up_to=day)
    if found.budget is None:
        return None
    return {
        "year": day.year,
        "lines": [
            [line.kind, line.line.code, line.line.title, str(line.budget), str(line.outcome)] for line in found.lines
        ],
        **{
            kind: {"budget": str(found.budgeted(kind)), "outcome": str(found.came(kind))}
            for kind in (LineKind.COST, LineKind.INCOME)
        },
    }


def to_decide(cooperation: Cooperation, day: date) -> list[dict[str, Any]]:
    """What the steering group and the meetings of all members have before them to decide, the nearest first. A matter
    that not everybody in the cooperation may read of counts without its title: these figures are for all of them."""
    waiting = AgendaItem.objects.filter(
        kind=AgendaKind.DECISION,
        meeting__cooperation=cooperation,
        meeting__state__in=COMING,
        meeting__held_on__gte=day,
        decisions=None,
    ).exclude(meeting__group__kind__in=[GroupKind.WORKING, GroupKind.AGREEMENT, GroupKind.OTHER])
    rows = waiting.select_related("meeting").order_by("meeting__held_on", "meeting", "position")
    return [
        {
            "meeting": line.item.meeting_id,
            "name": line.item.meeting.title,
            "day": line.item.meeting.held_on.isoformat(),
            "title": None if line.hidden else line.item.title,
        }
        for line in lines(anybody_in(cooperation.pk), list(rows))
    ]


def conditions(cooperation: Cooperation, day: date) -> list[dict[str, Any]]:
    """What decisions demand and nobody has done yet, as far as it is due within sixty days or overdue; the longest
    overdue first. What an agreement group demands, or a decision on a matter that not everybody in the cooperation may
    read of, counts without its words."""
    due = DecisionCondition.objects.open().filter(
        decision__meeting__cooperation=cooperation, due_on__lte=day + DUE_WITHIN, decision__meeting__held_on__lte=day
    )
    rows = list(due.select_related("decision").order_by("due_on", "pk"))
    decisions = Decision.objects.told_to(anybody_in(cooperation.pk)).filter(pk__in={row.decision_id for row in rows})
    told = set(decisions.values_list("pk", flat=True)) if rows else set()
    return [
        {
            "decision": row.decision_id,
            "title": row.decision.title if row.decision_id in told else None,
            "text": row.text if row.decision_id in told else None,
            "due_on": row.due_on.isoformat(),
        }
        for row in rows
    ]


def goals(cooperation: Cooperation, day: date) -> list[dict[str, Any]]:
    """The goals in force with what was measured of them, and how each stands by its straight line."""
    found = Goal.objects.filter(strategy__cooperation=cooperation).in_force(day).with_figures()
    return [
        {
            "goal": goal.pk,
            "title": goal.title,
            "indicator": goal.indicator,
            "unit": goal.unit,
            "baseline": [goal.baseline_year, str(goal.baseline_value)],
            "target": [goal.target_year, str(goal.target_value)],
            "measured": [[row.year, str(row.value)] for row in sorted(goal.figures, key=lambda row: row.year)],
            "standing": Way.of(goal).standing(goal.figures),
            "trend": Way.of(goal).trend(goal.figures),
        }
        for goal in found.select_related("strategy").order_by("strategy", "pk")
    ]


def duties(cooperation: Cooperation, day: date) -> dict[str, Any]:
    """How many duties there are, how many of them nobody holds, and where: the region by None, members by their ids."""
    found = coverage(cooperation, day)
    return {
        "duties": len(found.cells),
        "holes": found.holes,
        "places": [
            [place.organisation and place.organisation.pk, len(place.cells), place.holes]
            for place in found.places
            if place.holes
        ],
    }


def risks(cooperation: Cooperation) -> list[dict[str, Any]]:
    """The standing risks that weigh most, the heaviest first."""
    return [
        {"risk": row.pk, "title": row.title, "probability": row.probability, "consequence": row.consequence}
        for row in top_risks(cooperation)
    ]


def benefits(cooperation: Cooperation, year: int) -> dict[str, Any]:
    """What the members gained in a year, ex VAT: each of them with its inhabitants, and all together."""
    people = {row.pk: row.inhabitants for row in members_of(cooperation, year) if row.inhabitants}
    whole = totals.whole(cooperation, year, sum(people.values()) or None)
    return {
        "year": year,
        "total": {"amount": str(whole.amount), "reviewed": str(whole.reviewed), "population": whole.population},
        "members": [
            [gain.of.pk, str(gain.amount), str(gain.reviewed), gain.population]
            for gain in totals.per_member(cooperation, year, people)
        ],
    }
