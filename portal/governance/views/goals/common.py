"""What the pages of goals share: finding rows for the reader, and the way to them."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.governance.forms.decisions import decisions_of
from portal.governance.models import Decision, Goal, Strategy
from portal.web.lookups import whole_number


def goal_of(request: HttpRequest, pk: int) -> Goal:
    """A goal that the reader sees; 404 for all others."""
    found = Goal.objects.visible_to(request.user)
    return get_object_or_404(
        found.select_related(
            "strategy__cooperation", "decision__meeting", "ended_by__meeting", "responsible", "replaces", "replaced_by"
        ),
        pk=pk,
    )


def strategy_of(request: HttpRequest, pk: int) -> Strategy:
    """A strategy that the reader sees; 404 for all others."""
    found = Strategy.objects.visible_to(request.user)
    return get_object_or_404(
        found.select_related("cooperation", "decision__meeting", "ended_by__meeting", "replaces", "replaced_by"), pk=pk
    )


def trail(*rows: Any) -> list[tuple[Any, str]]:
    """The way to a page of goals."""
    return [(_("Goals"), reverse("goal-list")), *((str(row), row.get_absolute_url()) for row in rows)]


def decision_meant(request: HttpRequest, cooperation_id: int) -> Decision | None:
    """The decision that the address names, where the cooperation made it."""
    asked = whole_number(request.GET.get("decision", ""))
    return decisions_of(cooperation_id).filter(pk=asked).first() if asked else None


def adoption_of(decision: Decision | None) -> dict[str, Any]:
    """What a form shows first of the decision that it was opened for."""
    return {"decision": decision.pk, "valid_from": decision.takes_effect_on} if decision else {}
