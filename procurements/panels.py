"""What other pages show of the plan."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from agreements.asking import Findings
from portal.accounts.actor import actor_of
from procurements.models import Procurement
from procurements.rules import needs
from suppliers.models import Supplier

SHOWN = 10


def for_supplier(request: HttpRequest, supplier: Supplier) -> dict[str, Any]:
    """What is planned in the branches and areas that a supplier calls its own."""
    planned = Procurement.objects.visible_to(request.user).planned().fitting([supplier.pk]).filter(fits=True)
    return {"procurements": planned.by_date().select_related("organisation")[:SHOWN]}


def for_what_nothing_covers(request: HttpRequest, found: Findings) -> dict[str, Any]:
    """The way to report a need, carrying what was asked for; for others, that it is reported by signing in."""
    question = found.question
    said = {
        "what": question.asked,
        "organisation": question.organisation.pk,
        "units": question.unit.pk if question.unit else None,
        "cpv": question.cpv.code if question.cpv else None,
        "amount": question.amount,
        "wanted_by": question.on.isoformat() if question.on > timezone.localdate() else None,
    }
    carried = urlencode({name: value for name, value in said.items() if value not in (None, "")})
    return {
        "address": f"{reverse('need-new')}?{carried}",
        "answer": needs.may_report(actor_of(request.user), question.organisation.pk),
    }
