"""What other pages show of benefits: an agreement's, a cooperation's, and the start page of those who review them."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.http import HttpRequest

from agreements.benefits import totals
from agreements.benefits.expected import expected_of
from agreements.models import Agreement, Benefit
from agreements.rules import benefits as rules
from agreements.states.benefits import BenefitState
from portal.accounts.actor import actor_of
from portal.organisations.models import Cooperation

YEARS = 3
SHOWN = 6


def of_agreement(request: HttpRequest, agreement: Agreement) -> dict[str, Any] | None:
    """What members gained by the agreement in the latest years, as far as the reader sees it."""
    actor = actor_of(request.user)
    if not rules.may_see_any(actor) or agreement.is_draft:
        return None
    seen = Benefit.objects.visible_to(request.user).filter(agreement=agreement)
    years: dict[int, Decimal] = defaultdict(Decimal)
    for year, amount in seen.standing().order_by("-year").values_list("year", "amount"):
        years[year] += amount
    may_begin = bool(rules.may_begin(actor, agreement))
    if not (years or may_begin or seen.exists()):
        return None
    member = agreement.cooperation_id in actor.cooperations or actor.is_administrator
    return {
        "agreement": agreement,
        "years": list(years.items())[:YEARS],
        "expected": expected_of([agreement.pk]).get(agreement.pk) if member else None,
        "may_begin": may_begin,
    }


def of_cooperation(request: HttpRequest, cooperation: Cooperation) -> dict[str, Any] | None:
    """What all members gained in the latest year of which anything is known, for those who see every member's."""
    actor = actor_of(request.user)
    if not (cooperation.pk in rules.read_by(actor) or actor.is_administrator):
        return None
    years = Benefit.objects.standing().filter(agreement__cooperation=cooperation).order_by("-year")
    year = years.values_list("year", flat=True).first()
    if year is None:
        return None
    return {"cooperation": cooperation, "gain": totals.whole(cooperation, year), "year": year}


def to_review(request: HttpRequest, reader: Any) -> dict[str, Any] | None:
    """The claimed benefits that the reader is to review."""
    actor = actor_of(request.user)
    if not actor.office:
        return None
    waiting = (
        Benefit.objects.filter(state=BenefitState.CLAIMED, agreement__cooperation__in=actor.office)
        .exclude(entered_by=request.user.pk)
        .exclude(claimed_by=request.user.pk)
    )
    found = list(waiting.select_related("agreement", "organisation").order_by("review_on", "pk")[:SHOWN])
    return {"found": found} if found else None
