"""The risks that weigh most, for pages and reports of the leadership."""

from portal.governance.models import Risk
from portal.organisations.models import Cooperation


def top_risks(cooperation: Cooperation, most: int = 5) -> list[Risk]:
    """The standing risks of a cooperation that weigh most, the heaviest first, each with its owner."""
    standing = Risk.objects.filter(cooperation=cooperation).standing()
    return list(standing.heaviest_first().select_related("owner")[:most])
