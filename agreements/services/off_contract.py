"""Noticing a purchase outside a binding agreement, and withdrawing the notice."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from agreements import letters
from agreements.facts import with_children
from agreements.models import Agreement, OffContractPurchase
from agreements.rules import off_contract as rules
from agreements.rules.call_offs import OTHER_UNIT
from agreements.states.call_offs import OFF_CONTRACT, OffContractReason
from portal.accounts.actor import actor_of
from portal.law.answers import denied
from portal.organisations.models import Unit
from portal.workflow import audit, transitions
from portal.workflow.errors import Refused, ask

UNKNOWN_REASON = denied(_("Choose one of the reasons."), "reason")


@dataclass(frozen=True)
class OffContractData:
    """A purchase outside an agreement as it is handed in; ``amount`` is ex VAT in the agreement's currency."""

    agreement_id: int
    buyer_id: int
    title: str
    supplier_name: str
    amount: Decimal
    bought_on: date
    reason: str
    explanation: str
    unit_id: int | None = None


@transaction.atomic
def notice(*, by: Any, data: OffContractData) -> OffContractPurchase:
    """Notice a purchase with its reason. The organisation's purchasing contacts are told.

    Raises ``Refused`` when ``by`` does not buy for the organisation, when the agreement did not bind it on that day, or
    when something is missing.
    """
    agreement = with_children(Agreement.objects.select_related("cooperation").get(pk=data.agreement_id))
    ask(rules.may_notice(actor_of(by), data.buyer_id))
    ask(rules.well_formed(data))
    ask(rules.binds(agreement, data.buyer_id, data.bought_on))
    if data.reason not in OffContractReason.values:
        raise Refused(UNKNOWN_REASON)
    if data.unit_id is not None and not Unit.objects.filter(pk=data.unit_id, organisation=data.buyer_id).exists():
        raise Refused(OTHER_UNIT)
    purchase = OffContractPurchase.objects.create(
        agreement=agreement,
        buyer_id=data.buyer_id,
        unit_id=data.unit_id,
        title=data.title.strip(),
        supplier_name=data.supplier_name.strip(),
        amount=data.amount,
        bought_on=data.bought_on,
        reason=data.reason,
        explanation=data.explanation.strip(),
        created_by=by,
    )
    audit.record("off_contract.noticed", purchase, by=by, changes={"amount": (None, data.amount)})
    transaction.on_commit(partial(letters.announce.delay, letters.Letter.OFF_CONTRACT_NOTED, purchase.pk), robust=True)
    return purchase


@transaction.atomic
def withdraw(*, by: Any, purchase_id: int, reason: str) -> OffContractPurchase:
    """Withdraw a notice that was wrong, with a reason. It stays, and counts for nothing."""
    purchase = OffContractPurchase.objects.select_for_update(of=("self",)).get(pk=purchase_id)
    ask(rules.may_withdraw(actor_of(by), purchase))
    if not reason.strip():
        raise Refused(rules.SAY_WHY)
    purchase.withdrawn_because = reason.strip()
    transitions.apply(OFF_CONTRACT, "withdrawn", purchase, by=by, reason=reason, saving=("withdrawn_because",))
    return purchase
