"""What the list of goals is narrowed by."""

from django.db.models import Q
from django.utils import timezone

from portal.governance.filters.narrowing import Narrowing, ids
from portal.governance.models import Goal
from portal.governance.querysets.goals import being
from portal.governance.states.goals import Phase


class GoalFilter(Narrowing):
    """Goals: ``phase`` is where they stand today."""

    params = ("phase", "strategy", "sdg", "responsible", "cooperation")

    class Meta:
        model = Goal
        fields: list[str] = []

    def search(self, text: str) -> Q:
        return (
            Q(title__icontains=text)
            | Q(text__icontains=text)
            | Q(indicator__icontains=text)
            | Q(strategy__title__icontains=text)
        )

    def by_phase(self, values: list[str]) -> Q:
        wanted, today = Q(pk__in=[]), timezone.localdate()
        for phase in Phase:
            if phase.value in values:
                wanted |= being(phase, today)
        return wanted

    def by_strategy(self, values: list[str]) -> Q:
        return Q(strategy__in=ids(values))

    def by_sdg(self, values: list[str]) -> Q:
        return Q(sdgs__overlap=[number for number in ids(values) if number <= 17])

    def by_responsible(self, values: list[str]) -> Q:
        return Q(responsible__in=ids(values))

    def by_cooperation(self, values: list[str]) -> Q:
        return Q(strategy__cooperation__in=ids(values))
