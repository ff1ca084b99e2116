"""What other pages show of the plan over time."""

from typing import Any

from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from portal.accounts.actor import Role, actor_of
from portal.law.workloads import Quarter
from procurements.models import Procurement
from procurements.plan import drawing
from procurements.plan.clashes import clashes_of
from procurements.plan.gaps import gaps_about
from procurements.plan.readers import cooperations_read_by
from procurements.rules import planning as rules
from procurements.services.planning import last_move
from procurements.states.stages import ENDED

SHOWN = 10
ON_START = 6
MONTHS = 18


def for_procurement(request: HttpRequest, procurement: Procurement) -> dict[str, Any] | None:
    """The procurement's own line with what happened, and the way to move it; for its office."""
    actor, today = actor_of(request.user), timezone.localdate()
    if procurement.cooperation_id not in cooperations_read_by(actor):
        return None
    may_move = rules.may_move(actor, procurement)
    window = drawing.Window.of(_first_quarter(procurement, today), MONTHS)
    move = last_move(procurement)
    return {
        "procurement": procurement,
        "row": drawing.draw(procurement, window, today, is_own=True, may_move=bool(may_move)),
        "ticks": drawing.ticks(window),
        "today": f"{window.place(today):.2f}%" if window.holds(today) else "",
        "may_move": may_move,
        "move": move,
    }


def _first_quarter(procurement: Procurement, today: Any) -> Quarter:
    """The quarter of the first planned day, so that the drawing begins where the procurement does."""
    days = [day for day in rules.plan_of(procurement).days.values() if day]
    return Quarter.of(min([*days, today]) if days else today)


def clashing(request: HttpRequest, procurement: Procurement) -> dict[str, Any] | None:
    """Members' own agreements that run on past its start; for its office."""
    if procurement.cooperation_id not in cooperations_read_by(actor_of(request.user)) or procurement.stage in ENDED:
        return None
    found = clashes_of(procurement, timezone.localdate())
    return {"found": found[:SHOWN], "more": max(len(found) - SHOWN, 0), "procurement": procurement} if found else None


def pipeline(request: HttpRequest, reader: Any) -> dict[str, Any] | None:
    """The regional manager's next procurements, drawn. ``reader`` is the person in front of the start page."""
    places = [row.pk for row in reader.cooperations(Role.MANAGER)]
    if not places:
        return None
    window = drawing.Window.of(Quarter.of(reader.today), MONTHS)
    coming = (
        Procurement.objects.visible_to(reader.user)
        .filter(cooperation__in=places)
        .exclude(stage__in=ENDED)
        .select_related("cooperation", "organisation")
        .prefetch_related("entries")
        .order_by(F("notice_on").asc(nulls_last=True), "pk")
    )
    return {
        "rows": [drawing.draw(row, window, reader.today, is_own=True, may_move=False) for row in coming[:ON_START]],
        "ticks": drawing.ticks(window),
        "today": f"{window.place(reader.today):.2f}%",
    }


def without_successor(request: HttpRequest, reader: Any) -> dict[str, Any] | None:
    """The agreements of the reader's office that run out with nothing to follow in time."""
    office = reader.actor.office
    if not office:
        return None
    known = reader.once(gaps_about, reader.user.pk, office)
    found = [gap for gap in known if gap.agreement.cooperation_id in office]
    return {"gaps": found[:ON_START], "all": len(found), "reader": reader} if found else None
