"""The commission rate, set by a decision from a day."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.governance.models import CommissionRate
from portal.governance.services.economy import decision_for, first_said, kept_by, make_way
from portal.law.answers import denied
from portal.workflow import audit
from portal.workflow.errors import Refused

MOST = Decimal(25)
NOT_A_RATE = denied(_("A commission rate lies between 0 and 25 per cent."), "percent")


@transaction.atomic
def set_commission_rate(
    *, by: Any, cooperation_id: int, percent: Decimal, valid_from: date, decision_id: int, note: str = ""
) -> CommissionRate:
    """Set the rate from a day by a decision; the rate before ends the day before, and one that another decision had set
    for that day or later never begins. Raises ``Refused``."""
    kept_by(by, cooperation_id)
    if not 0 <= percent <= MOST:
        raise Refused(NOT_A_RATE)
    decision = decision_for(decision_id, cooperation_id, valid_from)
    standing = CommissionRate.objects.decided().filter(cooperation=cooperation_id)
    make_way(standing, decision, valid_from, "commission_rate", by)
    rate = CommissionRate.objects.create(
        cooperation_id=cooperation_id, percent=percent, valid_from=valid_from, decision=decision, note=note
    )
    audit.record(
        "commission_rate.set",
        rate,
        by=by,
        changes=first_said(rate, ("percent", "valid_from", "decision", "note")),
    )
    return rate
