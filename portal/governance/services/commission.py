"""The commission rate, set by a decision from a day."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.governance.models import CommissionRate
from portal.governance.services.economy import decision_for, first_said, kept_by
from portal.law.answers import denied
from portal.workflow import audit
from portal.workflow.errors import Refused, refused

MOST = Decimal(25)
NOT_A_RATE = denied(_("A commission rate lies between 0 and 25 per cent."), "percent")
LATER = _("A rate from %(day)s has been decided already: the new one begins after that day.")


@transaction.atomic
def set_commission_rate(
    *, by: Any, cooperation_id: int, percent: Decimal, valid_from: date, decision_id: int, note: str = ""
) -> CommissionRate:
    """Set the rate from a day by a decision; the rate before ends the day before. What has been decided stays."""
    kept_by(by, cooperation_id)
    if not 0 <= percent <= MOST:
        raise Refused(NOT_A_RATE)
    decision = decision_for(decision_id, cooperation_id, valid_from)
    former = CommissionRate.objects.filter(cooperation=cooperation_id).order_by("-valid_from").first()
    if former is not None:
        if former.valid_from >= valid_from:
            raise refused(LATER, "valid_from", day=former.valid_from)
        former.valid_to = valid_from - timedelta(days=1)
        former.save(update_fields=["valid_to"])
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
