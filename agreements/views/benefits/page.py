"""A benefit, and all benefits of an agreement against what was expected of it."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agreements.benefits.expected import expected_of
from agreements.benefits.wording import EXPLAINED
from agreements.models import Benefit
from agreements.rules import benefits as rules
from agreements.states.benefits import BENEFIT_TONES, PRICE_METHODS
from agreements.views.benefits.listing import concerned
from agreements.views.follow_up import agreement_of, crumbs
from portal.accounts.actor import actor_of
from portal.web import history


def benefit_of(request: HttpRequest, pk: int) -> Benefit:
    """A benefit that the reader sees; 404 for all others."""
    rows = Benefit.objects.visible_to(request.user).select_related(
        "agreement__cooperation", "organisation", "entered_by", "claimed_by", "reviewed_by", "corrects", "corrected_by"
    )
    return get_object_or_404(rows, pk=pk)


@require_safe
@login_required
def benefit(request: HttpRequest, pk: int) -> HttpResponse:
    """What a member gained, and the numbers that it is reckoned from."""
    found = benefit_of(request, pk)
    actor = actor_of(request.user)
    keeps = rules.keeps(actor, found)
    return render(
        request,
        "agreements/benefits/benefit.html",
        {
            "benefit": found,
            "agreement": found.agreement,
            "breadcrumbs": crumbs(
                found.agreement, (_("Benefits"), reverse("agreement-benefits", args=[found.agreement_id]))
            ),
            "tone": BENEFIT_TONES[found.state],  # type: ignore[index]
            "explained": EXPLAINED[found.method],  # type: ignore[index]
            "is_price": found.method in PRICE_METHODS,
            "lines": found.lines.all(),
            "corrected_by": getattr(found, "corrected_by", None),
            "once": rules.counted_once(found) if found.is_draft else None,
            "may_edit": bool(rules.may_edit(actor, found)),
            "may_correct": bool(rules.may_correct(actor, found)),
            "steps": [
                name for name in ("claimed", "reviewed", "sent_back", "withdrawn") if rules.may_step(actor, name, found)
            ],
            "waits": found.state == "claimed" and not rules.may_step(actor, "reviewed", found),
            "history": history.entries(found) if keeps or actor.is_administrator else None,
        },
    )


@require_safe
@login_required
def agreement_benefits(request: HttpRequest, pk: int) -> HttpResponse:
    """What members gained by an agreement, year by year, against what was expected before it was procured."""
    agreement = agreement_of(request, pk)
    actor = concerned(request)
    rows = list(
        Benefit.objects.visible_to(request.user)
        .filter(agreement=agreement)
        .select_related("organisation")
        .order_by("-year", "organisation__name", "pk")
    )
    years: dict[int, dict[str, Any]] = defaultdict(
        lambda: {"amount": Decimal(0), "reviewed": Decimal(0), "members": set()}
    )
    for row in rows:
        if row.is_standing:
            year = years[row.year]
            year["amount"] += row.amount
            year["reviewed"] += row.amount if row.state == "reviewed" else 0
            year["members"].add(row.organisation_id)
    member = agreement.cooperation_id in actor.cooperations or actor.is_administrator
    expected = expected_of([agreement.pk]).get(agreement.pk) if member else None
    for year in years.values():
        year["share"] = year["amount"] / expected.amount if expected and expected.amount else None
    return render(
        request,
        "agreements/benefits/agreement.html",
        {
            "agreement": agreement,
            "breadcrumbs": crumbs(agreement),
            "years": sorted(years.items(), reverse=True),
            "expected": expected,
            "rows": rows,
            "tones": BENEFIT_TONES,
            "may_begin": bool(rules.may_begin(actor, agreement)),
            "sees_all": agreement.cooperation_id in actor.office or actor.is_administrator,
        },
    )
