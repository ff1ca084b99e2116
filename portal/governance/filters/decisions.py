"""What the register of decisions is narrowed by."""

from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.governance import effects
from portal.governance.filters.narrowing import Narrowing, helpful, ids
from portal.governance.models import Decision
from portal.governance.states.decisions import Progress
from portal.web.lists import Facet, facet

#: ``cooperation=all`` says outright that no cooperation is meant, where the reader's own would be taken.
EVERY_COOPERATION = "all"


class DecisionFilter(Narrowing):
    """Decisions by words or case number, cooperation, group, year, what they set and how far their conditions are."""

    params = ("cooperation", "group", "year", "effect", "conditions")

    class Meta:
        model = Decision
        fields: list[str] = []

    def search(self, text: str) -> Q:
        return Q(title__icontains=text) | Q(wording__icontains=text) | Q(case_number__icontains=text)

    def by_cooperation(self, values: list[str]) -> Q:
        return Q() if EVERY_COOPERATION in values else Q(meeting__cooperation__in=ids(values))

    def by_group(self, values: list[str]) -> Q:
        return Q(meeting__group__in=ids(values))

    def by_year(self, values: list[str]) -> Q:
        return Q(meeting__held_on__year__in=[year for year in ids(values) if 1 <= year <= 9999])

    def by_effect(self, values: list[str]) -> Q:
        return Q(pk__in={pk for name, decisions in self.settled.items() if name in values for pk in decisions})

    def by_conditions(self, values: list[str]) -> Q:
        """Only for those who see conditions: the others are not told by the list which decisions have any."""
        today, found = timezone.localdate(), Q(pk__in=[])
        for value in values:
            if value in Progress.values:
                found |= Q(pk__in=Decision.objects.with_conditions(value, today).values("pk"))
        return found & self.within

    @cached_property
    def within(self) -> Q:
        """The decisions whose conditions the reader sees."""
        return Q(pk__in=Decision.objects.within(self.request.user).values("pk"))

    @cached_property
    def settled(self) -> dict[str, set[int]]:
        """The decisions that have set something of each kind, as far as the reader sees it."""
        rows = list(self.queryset.order_by())
        return {
            effect.name: {pk for pk, things in effect.settled(self.request.user, rows).items() if things}
            for effect in effects.effects()
        }

    def facets(self, request: HttpRequest) -> list[Facet]:
        """The facets that help to choose, each with its counts."""
        shown: set[int] = set(self.narrowed(but="effect").order_by().values_list("pk", flat=True))
        years = [(year, str(year), n) for year, n in reversed(self.counted("year", "meeting__held_on__year"))]
        return helpful(
            [
                self.named(
                    request, "cooperation", _("Cooperation"), "meeting__cooperation", "meeting__cooperation__name"
                ),
                self.named(request, "group", _("Group"), "meeting__group", "meeting__group__name"),
                facet(request, "year", _("Year"), years),
                facet(
                    request,
                    "effect",
                    _("What it set"),
                    [(e.name, e.noun or e.label, len(shown & self.settled[e.name])) for e in effects.effects()],
                ),
                facet(request, "conditions", _("Conditions"), list(self._conditions())),
            ]
        )

    def _conditions(self) -> Any:
        found: QuerySet = self.narrowed(but="conditions").filter(self.within).order_by()
        today = timezone.localdate()
        for name in Progress:
            yield name.value, name.label, found.with_conditions(name, today).count()
