"""Panels of a supplier: what is planned in its field, and its own agreements."""

from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.http import HttpRequest

from agreements.models import Agreement
from portal.dashboards import links
from portal.dashboards.reader import Reader
from portal.law.periods import State
from portal.reference.models import branch_of
from procurements.models import Procurement
from suppliers.models import Subscription, Supplier

SHOWN = 6


def matching(request: HttpRequest, reader: Reader) -> dict[str, Any] | None:
    """Planned procurements, those in the supplier's own branches and areas first."""
    if not reader.actor.suppliers:
        return None
    own = Q(pk__in=[])
    for subscription in Subscription.objects.filter(supplier__in=reader.actor.suppliers):
        own |= _within(subscription)
    fits = Exists(Procurement.objects.filter(own, pk=OuterRef("pk")))
    found = (
        Procurement.objects.visible_to(reader.user)
        .planned()
        .annotate(fits=fits)
        .select_related("organisation", "cooperation")
        .order_by("-fits", F("notice_on").asc(nulls_last=True), "pk")
    )
    return {"procurements": found[:SHOWN], "address": links.procurements()}


def _within(subscription: Subscription) -> Q:
    """What a subscription is about: its branch, in its area or where no area is named."""
    branch = Q(cpvs__code__startswith=branch_of(subscription.cpv_id))
    if subscription.county_id is None:
        return branch
    return branch & (Q(areas=subscription.county_id) | Q(areas=None))


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
    return {
        "number": found.count(),
        "address": links.agreements(supplier=suppliers, state=State.IN_FORCE),
        "agreements": found.select_related("owner").order_by(F("last_day").asc(nulls_last=True), "pk")[:SHOWN],
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
