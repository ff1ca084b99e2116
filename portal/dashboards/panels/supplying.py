"""Panels of a supplier: what is planned in its field, and its own agreements."""

from typing import Any

from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from agreements.models import Agreement, MiniCompetition
from agreements.states.call_offs import CompetitionStatus
from portal.dashboards import links
from portal.dashboards.reader import Reader
from portal.law.periods import State
from portal.web.panels import first_of
from procurements.models import Procurement
from procurements.states.stages import Stage
from suppliers.models import Supplier

SHOWN = 6


def invitations(request: HttpRequest, reader: Reader) -> dict[str, Any] | None:
    """The mini-competitions that the supplier can still answer."""
    if not reader.actor.suppliers:
        return None
    sent = MiniCompetition.objects.sent_to(reader.user)
    waiting = sent.filter(status=CompetitionStatus.INVITED, deadline__gte=timezone.now())
    nearest = waiting.select_related("agreement").order_by("deadline", "pk")[:SHOWN]
    shown = [(competition, timezone.localdate(competition.deadline)) for competition in nearest]
    return {"competitions": shown, "today": reader.today} if shown else None


def matching(request: HttpRequest, reader: Reader) -> dict[str, Any] | None:
    """Planned procurements, those in the supplier's own branches and areas first."""
    if not reader.actor.suppliers:
        return None
    found = Procurement.objects.visible_to(reader.user).planned().fitting(reader.actor.suppliers).by_date("-fits")
    return {
        "procurements": found.select_related("organisation", "cooperation")[:SHOWN],
        "address": links.procurements(stage=Stage.PLANNED),
    }


def supplied(request: HttpRequest, reader: Reader) -> dict[str, Any] | None:
    """The supplier's agreements in force, the first to run out on top."""
    if not reader.actor.suppliers:
        return None
    found = (
        Agreement.objects.visible_to(reader.user)
        .in_force(reader.today)
        .filter(lots__suppliers__supplier__in=reader.actor.suppliers)
        .distinct()
    )
    suppliers = sorted(reader.actor.suppliers)
    shown, number = first_of(found.select_related("owner").order_by(F("last_day").asc(nulls_last=True), "pk"), SHOWN)
    return {
        "number": number,
        "address": links.agreements(supplier=suppliers, state=State.IN_FORCE),
        "agreements": shown,
    }


def branches(request: HttpRequest, reader: Reader) -> dict[str, Any] | None:
    """What the supplier has called its own, and where it is changed."""
    if not reader.actor.suppliers:
        return None
    return {
        "suppliers": Supplier.objects.visible_to(reader.user)
        .filter(pk__in=reader.actor.suppliers)
        .prefetch_related("subscriptions__cpv", "subscriptions__county")
    }
