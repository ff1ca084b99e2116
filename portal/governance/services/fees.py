"""The membership fee of a year, set by a decision, with what each member pays."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.governance.economy.facts import MemberFacts, members_of
from portal.governance.economy.rates import fee_for
from portal.governance.models import FeeBasis, MembershipFee, MembershipFeeShare
from portal.governance.rules import economy as rules
from portal.governance.services.economy import decision_for, first_said, kept_by
from portal.law.answers import denied
from portal.law.cost_keys import NO_POPULATION, ORE
from portal.workflow import audit
from portal.workflow.errors import Refused, refused

INVOICED = denied(_("The fee of that year has been invoiced: it is not set anew."), "year")
NO_AMOUNT = denied(_("Write the amount."), "amount")
NOBODY = denied(_("The cooperation has no members in that year."), "year")
NO_MEMBER_PAYS = denied(_("Write what at least one member pays."), "members")


@dataclass(frozen=True)
class FeeData:
    """``amount`` is that of each member or for each inhabitant; ``amounts`` by organisation id, where each has its
    own. Ex VAT in the cooperation's currency."""

    year: int
    basis: str
    amount: Decimal | None = None
    amounts: Mapping[int, Decimal] | None = None
    companies: bool = False
    note: str = ""


@transaction.atomic
def set_membership_fee(*, by: Any, cooperation_id: int, decision_id: int, data: FeeData) -> MembershipFee:
    """Set the fee of a year by a decision, and reckon what each member pays; a later version replaces an earlier one
    until that has been invoiced."""
    cooperation = kept_by(by, cooperation_id)
    former = fee_for(cooperation_id, data.year)
    if former is not None and former.invoiced_on is not None:
        raise Refused(INVOICED)
    if data.basis != FeeBasis.MEMBER and not data.amount:
        raise Refused(NO_AMOUNT)
    members = members_of(cooperation, data.year, companies=data.companies)
    if not members:
        raise Refused(NOBODY)
    shares = fee_shares(members, data)
    if not any(shares.values()):
        raise Refused(NO_MEMBER_PAYS)
    decision = decision_for(decision_id, cooperation_id, rules.last_day(data.year), "year")
    fee = MembershipFee.objects.create(
        cooperation=cooperation,
        year=data.year,
        number=former.number + 1 if former else 1,
        basis=data.basis,
        amount=None if data.basis == FeeBasis.MEMBER else data.amount,
        decision=decision,
        note=data.note,
    )
    by_inhabitants = data.basis == FeeBasis.INHABITANTS
    MembershipFeeShare.objects.bulk_create(
        MembershipFeeShare(
            fee=fee,
            organisation=member.organisation,
            amount=shares[member.pk],
            population=member.inhabitants if by_inhabitants else None,
            population_year=member.population_year if by_inhabitants else None,
        )
        for member in members
        if member.pk in shares
    )
    changes = first_said(fee, ("year", "basis", "amount", "decision", "note"))
    audit.record("membership_fee.set", fee, by=by, changes=changes)
    return fee


def fee_shares(members: list[MemberFacts], data: FeeData) -> dict[int, Decimal]:
    """What each member pays, to the öre. Raises ``Refused`` where a population that is asked for is not known."""
    if data.basis == FeeBasis.MEMBER:
        typed = data.amounts or {}
        return {member.pk: typed[member.pk] for member in members if typed.get(member.pk)}
    amount = data.amount or Decimal(0)
    if data.basis == FeeBasis.FLAT:
        return {member.pk: amount.quantize(ORE, ROUND_HALF_UP) for member in members}
    if unknown := [member.organisation.name for member in members if member.inhabitants is None]:
        raise refused(NO_POPULATION, "year", members=", ".join(unknown))
    return {member.pk: (amount * (member.inhabitants or 0)).quantize(ORE, ROUND_HALF_UP) for member in members}
