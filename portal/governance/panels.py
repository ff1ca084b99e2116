"""What pages of cooperations show of members and of the decisions that they stand on."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from portal.accounts.actor import actor_of
from portal.governance.first_steps.steps import progress
from portal.organisations import rules
from portal.organisations.models import Cooperation, Membership, OrganisationKind
from portal.reference.collation import alphabet_for


def members(request: HttpRequest, cooperation: Cooperation) -> dict[str, Any]:
    """Who belongs to the cooperation, today and before; who belongs to it also sees by which decision."""
    actor, today = actor_of(request.user), timezone.localdate()
    sort = f"organisation__sort_{alphabet_for(get_language() or '')}"
    rows = (
        Membership.objects.visible_to(request.user)
        .filter(cooperation=cooperation)
        .select_related("organisation", "decided_by__decision", "ended_by__decision")
        .order_by(sort, "valid_from")
    )
    current = [row for row in rows if row.valid_to is None or row.valid_to >= today]
    companies = set(
        Membership.objects.filter(pk__in=[row.pk for row in current], organisation__companies__isnull=False)
        .values_list("pk", flat=True)
        .distinct()
    )
    return {
        "cooperation": cooperation,
        "members": [row for row in current if row.organisation.kind != OrganisationKind.COMPANY],
        "member_companies": [row for row in current if row.organisation.kind == OrganisationKind.COMPANY],
        "former": [row for row in rows if row not in current],
        "with_companies": companies,
        "sees_decisions": actor.is_administrator or cooperation.pk in actor.cooperations,
        "may_coordinate": rules.may_coordinate(actor, cooperation.pk),
        "today": today,
    }


def first_steps(request: HttpRequest, obj: None) -> dict[str, Any] | None:
    """What remains of the first steps, for the administrator, until nothing does."""
    if not actor_of(request.user).is_administrator:
        return None
    state = progress()
    return state if state["following"] else None
