"""What pages of lower apps show of the register."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import F
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from agreements.models import Agreement, LotSupplier
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
