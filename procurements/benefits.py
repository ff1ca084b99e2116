"""What benefit proposals expected of the agreements in which their procurements ended."""

from collections import defaultdict
from collections.abc import Collection
from decimal import Decimal

from agreements.benefits.expected import Expected
from procurements.models import Procurement, Proposal
from procurements.states.proposals import ProposalState


def expected(agreements: Collection[int]) -> dict[int, Expected]:
    """The yearly benefit that was expected, by the ids of agreements; a proposal that was merged into another counts
    with that one."""
    ended = Procurement.objects.filter(results__in=agreements).distinct().prefetch_related("results")
    sums: dict[int, Decimal] = defaultdict(Decimal)
    rows = Proposal.objects.filter(procurement__in=ended, expected_benefit__isnull=False)
    for procurement, amount in rows.exclude(state=ProposalState.MERGED).values_list("procurement", "expected_benefit"):
        sums[procurement] += amount
    return {
        agreement.pk: Expected(sums[procurement.pk], len(procurement.results.all()))
        for procurement in ended
        if procurement.pk in sums
        for agreement in procurement.results.all()
        if agreement.pk in agreements
    }
