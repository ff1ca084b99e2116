"""The page of one procurement: where it stands, what is next, who must act; for the public what is planned."""

from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from agreements.models import Agreement
from portal.accounts.actor import actor_of
from portal.governance.models import Decision
from portal.law import time_limits
from portal.law.secrecy import Part, Relation
from portal.organisations.models import Group
from portal.web import history
from portal.web.panels import panels_for
from procurements.circles import Circle, circle_of
from procurements.models import Procurement
from procurements.rules import procurements as rules
from procurements.rules import steps
from procurements.rules.gates import timetable
from procurements.services import procurements as services
from procurements.stages import standing
from procurements.states.stages import Stage
from procurements.views.inside import inside, to_plan
from procurements.wording import PANELS, TONES, money_range


@require_safe
def procurement(request: HttpRequest, pk: int) -> HttpResponse:
    """One procurement, as far as the reader's circle sees it."""
    found = inside(request, pk)
    circle = circle_of(request.user, found)
    # Several parts of the page ask for these, of the office one more.
    kept = ("checklist",) if Relation.OFFICE in circle.relations else ()
    prefetch_related_objects([found], "entries", "cpvs", "questions", *kept)
    placed, whole = panels_for("procurement", request, found), circle.sees(Part.PREPARATION)
    context = {
        "procurement": found,
        "breadcrumbs": to_plan(),
        "tone": TONES[found.stage],
        "way": standing.way(found, whole=whole),
        "to_act": standing.to_act(circle, found),
        "days": standing.days(found, whole=whole),
        "cpvs": found.cpvs.all(),
        "areas": found.areas.in_order(),
        "value": money_range(found),
        "cancelled_because": services.reason_of_cancelling(found),
        "panels": placed,
        "contents": [(PANELS[panel.name], f"#{panel.name}") for panel in placed if panel.name in PANELS],
        **_linked(request, circle, found),
        **_for_office(request, circle, found),
    }
    return render(request, "procurements/procurement.html", context)


def _linked(request: HttpRequest, circle: Circle, found: Procurement) -> dict[str, Any]:
    """What it comes from, what it waits for and what it ended in, as far as the reader sees each."""
    procurements = Procurement.objects.visible_to(request.user)
    agreements = Agreement.objects.visible_to(request.user)
    return {
        "replaces": agreements.filter(replaced_by=found).order_by("number", "pk"),
        "results": agreements.filter(procured_by=found).order_by("number", "pk"),
        "after": procurements.filter(pk=found.after_id).first() if found.after_id else None,
        "followers": procurements.filter(after=found).by_date(),
        "decision": Decision.objects.visible_to(request.user).filter(pk=found.decision_id).first()
        if found.decision_id
        else None,
        "group": Group.objects.visible_to(request.user).filter(pk=found.group_id).first()
        if found.group_id and circle.sees(Part.INVITED)
        else None,
    }


def _for_office(request: HttpRequest, circle: Circle, found: Procurement) -> dict[str, Any]:
    """The steps with their gates, the time limits beside the planned days, and the history."""
    if Relation.OFFICE not in circle.relations:
        return {}
    actor = actor_of(request.user)
    runs = bool(rules.may_run(actor, found.cooperation_id))
    return {
        "ahead": standing.ahead(actor, found) if runs else (),
        "before_notice": standing.before_the_notice(found) if runs else None,
        "asides": standing.aside(actor, found),
        "limits": list(time_limits.checked(timetable(found))),
        "may_edit": bool(rules.may_edit(actor, found)),
        "result": _result(actor, found),
        "history": history.entries(found),
    }


def _result(actor: Any, found: Procurement) -> dict[str, Any] | None:
    """The result notice that a completed procurement still lacks, with its last day."""
    if found.stage != Stage.COMPLETED or found.result_url or not steps.may_link_result(actor, found):
        return None
    due = time_limits.result_notice(found.cooperation.jurisdiction, found.concluded_on) if found.concluded_on else None
    return {
        "url": reverse("procurement-result", args=[found.pk]),
        "due_on": due.day if due else None,
        "is_late": bool(due and due.day and due.day < timezone.localdate()),
    }
