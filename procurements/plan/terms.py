"""The times and the effort that a cooperation reckons with: what its office has stated, or what the portal assumes."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from portal.law.planning import Leads, Phase
from procurements.models import LeadTime, WorkloadTerms
from procurements.states.planning import ASSUMED_CAPACITY, ASSUMED_EFFORTS, ASSUMED_LEADS, USUAL


@dataclass
class Terms:
    """What holds in one cooperation. ``stated`` are the lead times that its office has set, by procedure."""

    stated: dict[str, LeadTime] = field(default_factory=dict)
    workload: WorkloadTerms | None = None

    def leads_of(self, procedure: str) -> Leads:
        """The lead times of a procedure; those of the usual one where none is chosen yet."""
        procedure = procedure or USUAL
        return self.stated[procedure].leads if procedure in self.stated else ASSUMED_LEADS[procedure]

    @property
    def longest(self) -> int:
        """The days that the longest of the procedures takes."""
        return max(self.leads_of(procedure).total for procedure in ASSUMED_LEADS)

    @property
    def efforts(self) -> Mapping[Phase, int]:
        return self.workload.efforts if self.workload else ASSUMED_EFFORTS

    @property
    def capacity(self) -> int:
        return self.workload.capacity if self.workload else ASSUMED_CAPACITY


def terms_of(cooperations: Collection[int]) -> dict[int, Terms]:
    """The terms of cooperations by their ids, in two queries."""
    found = lead_times(LeadTime.objects.filter(cooperation__in=cooperations))
    for row in WorkloadTerms.objects.filter(cooperation__in=cooperations):
        found[row.cooperation_id].workload = row
    return found


def lead_times(rows: Iterable[LeadTime]) -> dict[int, Terms]:
    """Lead times by their cooperations' ids, in one query; of a cooperation that has stated none, what is assumed."""
    found: dict[int, Terms] = defaultdict(Terms)
    for row in rows:
        found[row.cooperation_id].stated[row.procedure] = row
    return found
