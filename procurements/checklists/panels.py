"""What the procurement's page shows of its checklist."""

from typing import Any

from django.http import HttpRequest

from portal.accounts.actor import actor_of
from portal.law.secrecy import Part
from procurements.checklists.wording import by_stage
from procurements.circles import circle_of
from procurements.models import Procurement
from procurements.rules import checklists as rules
from procurements.states.checklists import place_of


def of_checklist(request: HttpRequest, procurement: Procurement) -> dict[str, Any] | None:
    """How far each stage has come, for the office."""
    if not circle_of(request.user, procurement).sees(Part.CHECKLIST):
        return None
    return {
        "procurement": procurement,
        "stages": by_stage(sorted(procurement.checklist.all(), key=place_of)),
        "may_keep": bool(rules.may_keep(actor_of(request.user), procurement)),
    }
