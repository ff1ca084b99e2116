"""Stating the values of a procurement: reckoned from the answers, confirmed by a person of the office."""

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import actor_of
from portal.law import values as law
from portal.workflow import audit
from portal.workflow.errors import ask, refused
from portal.workflow.versions import locked
from procurements.models import Procurement, ValueEstimate, ValueLine
from procurements.rules import values as rules

STATED = ("agreement_months", "estimated_value", "maximum_value")


@transaction.atomic
def confirm(
    *,
    by: Any,
    procurement_id: int,
    version: int,
    months: int,
    headroom: Decimal = Decimal(0),
    headroom_reason: str = "",
    seen: str = "",
) -> ValueEstimate:
    """State the estimated and the maximum value as they follow from the answers of this moment, and keep how.

    ``months`` is the duration with every extension option, ``headroom`` the per cent that the maximum lies above the
    estimate, with its reason. ``seen`` is the mark of the pledges that the person saw (``rules.mark_of``): if an answer
    has changed them meanwhile, nothing is confirmed unseen. Raises ``Refused`` and ``Conflict``.
    """
    procurement = locked(Procurement, procurement_id, version, "cooperation")
    ask(rules.may_confirm(actor_of(by), procurement))
    pledged = rules.pledges(procurement)
    if seen and seen != rules.mark_of(pledged):
        raise refused(_("An answer has changed since you opened the page: look at the calculation again."))
    found = law.estimate(pledged, months)
    ask(
        law.may_confirm(
            estimated=found.total,
            months=months,
            headroom=headroom,
            headroom_reason=headroom_reason,
            jurisdiction=procurement.cooperation.jurisdiction,
        )
    )
    estimate = ValueEstimate.objects.create(
        procurement=procurement,
        months=months,
        headroom=headroom,
        headroom_reason=headroom_reason.strip() if headroom else "",
        estimated_value=found.total,
        maximum_value=law.maximum(found.total, headroom),
        confirmed_by=by,
        is_sample=procurement.is_sample,
    )
    ValueLine.objects.bulk_create(
        ValueLine(
            estimate=estimate,
            organisation_id=line.pledge.key,
            is_option=line.pledge.is_option,
            yearly_volume=line.pledge.yearly,
            value=line.value,
        )
        for line in found.lines
    )
    before = {name: getattr(procurement, name) for name in STATED}
    procurement.agreement_months = months
    procurement.estimated_value, procurement.maximum_value = estimate.estimated_value, estimate.maximum_value
    procurement.version += 1
    procurement.save(update_fields=[*STATED, "version"])
    changes = audit.differences(before, {name: getattr(procurement, name) for name in STATED})
    audit.record("procurement.value_confirmed", procurement, by=by, changes=changes, reason=estimate.headroom_reason)
    return estimate
