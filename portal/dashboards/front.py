"""The front page: what somebody finds who is not signed in."""

from collections import Counter
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils import timezone

from portal.dashboards import links
from portal.dashboards.reader import category_labels
from portal.figures import kept
from portal.law.periods import State
from portal.organisations.models import Cooperation, OrganisationKind
from portal.organisations.periods import valid_on
from procurements.models import Procurement
from procurements.states.stages import Stage

CATEGORIES = 12
PLANNED = 5


def content(request: HttpRequest) -> dict[str, Any]:
    """The cooperations with their registers in short, what there are most agreements of, and what is planned next.

    The numbers are kept figures, so that the page costs the same however large the registers are.
    """
    today = timezone.localdate()
    members = valid_on(today, "memberships__")
    municipality = Q(memberships__organisation__kind=OrganisationKind.MUNICIPALITY)
    cooperations = list(
        Cooperation.objects.visible_to(request.user)
        .annotate(municipalities=Count("memberships", filter=members & municipality))
        .order_by("name")
    )
    registers = [(cooperation, kept.register(cooperation, today)) for cooperation in cooperations]
    by_category: Counter[str] = Counter()
    for _cooperation, register in registers:
        by_category.update({division: tally["agreements"] for division, tally in register["categories"]})
    labels = category_labels() if by_category else {}
    planned = Procurement.objects.visible_to(request.user).planned()
    return {
        "has_own_search": True,
        "cooperations": [
            {
                "cooperation": cooperation,
                "agreements": register["total"]["agreements"],
                "url": links.agreements(cooperation=cooperation.pk, state=State.IN_FORCE),
            }
            for cooperation, register in registers
        ],
        "categories": [
            (labels.get(division, division), n, links.agreements(state=State.IN_FORCE, category=division))
            for division, n in by_category.most_common(CATEGORIES)
        ],
        "planned": planned.select_related("organisation", "cooperation").by_date()[:PLANNED],
        "planned_url": links.procurements(stage=Stage.PLANNED),
    }
