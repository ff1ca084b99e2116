"""What other pages show of the plan."""

from typing import Any

from django.http import HttpRequest

from procurements.models import Procurement
from suppliers.models import Supplier

SHOWN = 10


def for_supplier(request: HttpRequest, supplier: Supplier) -> dict[str, Any]:
    """What is planned in the branches and areas that a supplier calls its own."""
    planned = Procurement.objects.visible_to(request.user).planned().fitting([supplier.pk]).filter(fits=True)
    return {"procurements": planned.by_date().select_related("organisation")[:SHOWN]}
