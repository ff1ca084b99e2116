"""What other pages show of who takes part and of the values."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from portal.accounts.actor import Actor, Place, Role, actor_of
from portal.law.secrecy import Part
from procurements.circles import circle_of
from procurements.models import Participation, Procurement
from procurements.participation.wording import TONES, Summary
from procurements.rules import participation as rules
from procurements.rules import values as value_rules
from procurements.states.participation import NAMED, ParticipationState
from procurements.states.stages import Stage

SHOWN = 12


def of_participation(request: HttpRequest, procurement: Procurement) -> dict[str, Any] | None:
    """Who takes part, as far as the reader may know, and the reader's own answer."""
    circle, actor = circle_of(request.user, procurement), actor_of(request.user)
    sees_answers = circle.sees(Part.ANSWERS)
    if not (circle.sees(Part.INVITED) or circle.sees(Part.JOINED)):
        return None
    if procurement.stage in (Stage.DRAFT, Stage.PLANNED):
        return None
    rows = list(procurement.participations.standing().select_related("organisation", "procurement").alphabetical("sv"))
    own_places = actor.places(Place.ORGANISATION, Role.CONTACT)
    own = [row for row in rows if row.organisation_id in own_places]
    return {
        "procurement": procurement,
        "own": [(row, rules.may_answer(actor, row)) for row in own],
        "named": [row for row in rows if row.state in NAMED],
        "waiting": [row for row in rows if row.state == ParticipationState.INVITED],
        "asked": len(rows),
        "sees_invited": circle.sees(Part.INVITED),
        "summary": Summary.of(procurement) if sees_answers else None,
        "may_invite": sees_answers and bool(rules.may_invite(actor, procurement)),
        "has_annex": sees_answers or procurement.was_announced,
        "tones": TONES,
        "shown": SHOWN,
    }


def of_values(request: HttpRequest, procurement: Procurement) -> dict[str, Any] | None:
    """The confirmed values, and whether they still hold."""
    circle = circle_of(request.user, procurement)
    if not circle.sees(Part.VALUE) or procurement.stage in (Stage.DRAFT, Stage.PLANNED):
        return None
    estimate = value_rules.confirmed(procurement)
    sees_answers = circle.sees(Part.ANSWERS)
    if estimate is None and procurement.maximum_value is None and not sees_answers:
        return None
    return {
        "procurement": procurement,
        "estimate": estimate,
        "is_current": estimate is not None and value_rules.is_current(estimate, procurement),
        "sees_answers": sees_answers,
        "may_confirm": bool(value_rules.may_confirm(actor_of(request.user), procurement)),
    }


def of_contact(request: HttpRequest, reader: Any) -> dict[str, Any] | None:
    """Requests that await the answer of the reader's organisations, the first to fall due on top."""
    own = actor_of(request.user).places(Place.ORGANISATION, Role.CONTACT)
    if not own:
        return None
    waiting = Participation.objects.visible_to(request.user).answerable(timezone.localdate())
    found = list(
        waiting.filter(organisation__in=own).select_related("procurement", "organisation").order_by("due_on", "pk")
    )
    return {"requests": found[:SHOWN], "several": len(own) > 1, "today": timezone.localdate()} if found else None


def answers_for_somebody(actor: Actor) -> bool:
    """Whether the reader answers for any organisation."""
    return actor.has(Role.CONTACT)
