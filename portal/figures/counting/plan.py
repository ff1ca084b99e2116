"""Counting the planned procurements."""

from datetime import date
from typing import Any

from django.db.models import Count
from django.db.models.functions import Substr, TruncQuarter

from portal.organisations.models import Cooperation
from procurements.models import Procurement


def plan(cooperation: Cooperation) -> dict[str, Any]:
    """The figures of the planned procurements, in three queries. A procurement with codes of several categories counts
    in each of them."""
    planned = Procurement.objects.filter(cooperation=cooperation).planned().order_by()
    by_category = (
        planned.annotate(category=Substr("cpvs", 1, 2)).values_list("category").annotate(n=Count("pk", distinct=True))
    )
    by_quarter = planned.annotate(quarter=TruncQuarter("notice_on")).values_list("quarter").annotate(n=Count("pk"))
    quarters_found = sorted(by_quarter, key=lambda row: row[0] or date.max)
    return {
        "procurements": sum(number for _quarter, number in quarters_found),
        "categories": sorted(
            ([category, number] for category, number in by_category if category), key=lambda row: (-row[1], row[0])
        ),
        "quarters": [[quarter and quarter.isoformat(), number] for quarter, number in quarters_found],
    }
