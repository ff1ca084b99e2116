"""What is in force on a day: the commission rate, the cost key and the fee of a year."""

from datetime import date

from portal.governance.models import (
    Apportionment,
    ApportionmentShare,
    CommissionRate,
    CostKey,
    MembershipFee,
    MembershipFeeShare,
)


def rate_on(cooperation_id: int, day: date) -> CommissionRate | None:
    """The commission rate in force on a day (rule 14); None where none has been decided."""
    return CommissionRate.objects.on(day).filter(cooperation=cooperation_id).first()


def key_on(cooperation_id: int, day: date) -> CostKey | None:
    """The cost key in force on a day."""
    return CostKey.objects.on(day).filter(cooperation=cooperation_id).first()


def key_for(cooperation_id: int, year: int) -> CostKey | None:
    """The key that a year's amounts are divided by: the one in force on its first day, else the first that begins
    within it."""
    within = CostKey.objects.decided().filter(
        cooperation=cooperation_id, valid_from__range=(date(year, 1, 1), date(year, 12, 31))
    )
    return key_on(cooperation_id, date(year, 1, 1)) or within.order_by("valid_from").first()


def fee_for(cooperation_id: int, year: int) -> MembershipFee | None:
    """The fee of a year: its latest version."""
    return MembershipFee.objects.filter(cooperation=cooperation_id, year=year).order_by("-number").first()


def apportionments_of(cooperation_id: int, year: int) -> list[Apportionment]:
    """What is divided in a year: the latest version for every purpose, by purpose."""
    rows = Apportionment.objects.filter(cooperation=cooperation_id, year=year).select_related("key")
    latest = rows.order_by("purpose", "-number").distinct("purpose")
    return list(latest)


def share_of(organisation_id: int, cooperation_id: int, year: int) -> list[ApportionmentShare | MembershipFeeShare]:
    """What a member pays in a year: its share of the latest version of everything that is divided, and of the fee.

    Rows with ``amount``: ``ApportionmentShare`` and ``MembershipFeeShare``.
    """
    divided = [one.pk for one in apportionments_of(cooperation_id, year)]
    shares = ApportionmentShare.objects.filter(apportionment__in=divided, organisation=organisation_id)
    found: list[ApportionmentShare | MembershipFeeShare] = list(shares.select_related("apportionment__key"))
    if fee := fee_for(cooperation_id, year):
        found += MembershipFeeShare.objects.filter(fee=fee, organisation=organisation_id).select_related("fee")
    return found
