"""What members have called off, handed down to governance: its cost keys divide by it."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from agreements.models import CallOff, Succession
from agreements.states.call_offs import CallOffStatus


def turnover_of(cooperation: Any, year: int, day: date) -> Mapping[int, Decimal]:
    """The call-offs of a calendar year under the cooperation's agreements, by the organisation that answers for their
    buyer on a day, ex VAT; cancelled ones and those in another currency do not count."""
    made = CallOff.objects.filter(
        agreement__cooperation=cooperation, agreement__currency=cooperation.currency, called_off_on__year=year
    ).exclude(status=CallOffStatus.CANCELLED)
    rows = made.values_list("buyer").annotate(Sum("amount")).order_by()
    # Of several mergers each pair stands there: the latest successor is the one of today.
    successors = dict(
        Succession.objects.filter(since__lte=day).order_by("since", "pk").values_list("predecessor", "successor")
    )
    found: dict[int, Decimal] = defaultdict(Decimal)
    for buyer, amount in rows:
        found[successors.get(buyer, buyer)] += amount
    return found
