"""What pages of lower apps show of the register."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import F
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from agreements.models import Agreement, LotSupplier, PriceList
from agreements.rules.prices import may_keep_prices
from portal.accounts.actor import actor_of
from portal.law.periods import State
from suppliers.models import Supplier

SHOWN = 10


def for_supplier(request: HttpRequest, supplier: Supplier) -> dict[str, Any]:
    """A supplier's agreements in force, the first to run out on top, and the way to all of them."""
    places = LotSupplier.objects.filter(supplier=supplier).values("lot__agreement")
    held = Agreement.objects.visible_to(request.user).filter(pk__in=places)
    in_force = held.in_force(timezone.localdate()).order_by(F("last_day").asc(nulls_last=True), "pk")
    address = f"{reverse('agreement-list')}?{urlencode({'cooperation': 'all', 'supplier': supplier.pk})}"
    return {
        "agreements": in_force.select_related("owner")[:SHOWN],
        "in_force": in_force.count(),
        "in_force_url": f"{address}&{urlencode({'state': State.IN_FORCE.value})}",
        "all": held.count(),
        "all_url": address,
    }


def prices_of(request: HttpRequest, agreement: Agreement) -> dict[str, Any] | None:
    """The price lists of an agreement that hold today, for those who may see any; the office always has the way in."""
    visible = (
        list(PriceList.objects.visible_to(request.user).filter(agreement=agreement).select_related("supplier"))
        if actor_of(request.user).signed_in
        else []
    )
    keeping = bool(may_keep_prices(actor_of(request.user), agreement))
    if not visible and not keeping:
        return None
    today = timezone.localdate()
    return {
        "agreement": agreement,
        "lists": [one for one in visible if one.holds_on(today)],
        "all": len(visible),
        "keeping": keeping,
        "search_url": f"{reverse('price-search')}?{urlencode({'which': 'all', 'agreement': agreement.pk})}",
    }
