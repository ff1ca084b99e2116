"""What members have called off, handed down to governance: its cost keys divide by it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from agreements.models import CallOff
from agreements.states.call_offs import CallOffStatus


def turnover_of(cooperation: Any, year: int) -> Mapping[int, Decimal]:
    """The call-offs of a calendar year under the cooperation's agreements, by buyer, ex VAT; cancelled ones and
    those in another currency do not count."""
    made = CallOff.objects.filter(
        agreement__cooperation=cooperation, agreement__currency=cooperation.currency, called_off_on__year=year
    ).exclude(status=CallOffStatus.CANCELLED)
    return {row["buyer"]: row["sum"] for row in made.values("buyer").annotate(sum=Sum("amount")).order_by()}
