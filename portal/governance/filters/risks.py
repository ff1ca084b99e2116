"""What the register of risks is narrowed by."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.governance.filters.narrowing import Narrowing, helpful, ids
from portal.governance.models import Risk
from portal.governance.states.risks import Level, RiskState, span_of
from portal.web.lists import Facet, facet

#: ``state=all`` says outright that closed risks are meant too.
EVERY_STATE = "all"
OVERDUE = "overdue"


def _of_level(level: Any) -> Q:
    return Q(score__range=span_of(level))


class RiskFilter(Narrowing):
    """Risks by words, state, level, owner, cooperation, and whether their review is overdue."""

    params = ("state", "level", "probability", "consequence", "owner", "cooperation", "review")

    class Meta:
        model = Risk
        fields: list[str] = []

    def search(self, text: str) -> Q:
        return Q(title__icontains=text) | Q(description__icontains=text) | Q(measure__icontains=text)

    def by_state(self, values: list[str]) -> Q:
        return Q() if EVERY_STATE in values else Q(state__in=values)

    def by_level(self, values: list[str]) -> Q:
        found = Q(pk__in=[])
        for level in Level:
            if level.value in values:
                found |= _of_level(level)
        return found

    def by_probability(self, values: list[str]) -> Q:
        return Q(probability__in=_steps(values))

    def by_consequence(self, values: list[str]) -> Q:
        return Q(consequence__in=_steps(values))

    def by_owner(self, values: list[str]) -> Q:
        return Q(owner__in=ids(values))

    def by_cooperation(self, values: list[str]) -> Q:
        return Q(cooperation__in=ids(values))

    def by_review(self, values: list[str]) -> Q:
        return Q(review_on__lt=timezone.localdate()) if OVERDUE in values else Q(pk__in=[])

    def facets(self, request: HttpRequest) -> list[Facet]:
        """The facets that help to choose, each with its counts."""
        rows = self.narrowed(but="level").order_by()
        overdue = self.narrowed(but="review").filter(self.by_review([OVERDUE])).order_by().count()
        steps = [
            facet(request, name, label, [(value, value, None) for value in request.GET.getlist(name)])
            for name, label in (("probability", _("Probability")), ("consequence", _("Consequence")))
        ]
        return helpful(
            [
                self.words(request, "state", _("State"), "state", dict(RiskState.choices)),
                facet(
                    request,
                    "level",
                    _("Level"),
                    [(level.value, level.label, rows.filter(_of_level(level)).count()) for level in reversed(Level)],
                ),
                self.named(request, "owner", _("Owner"), "owner", "owner__name"),
                self.named(request, "cooperation", _("Cooperation"), "cooperation", "cooperation__name"),
                *steps,
            ]
        ) + [facet(request, "review", _("Review"), [(OVERDUE, _("overdue"), overdue)])] * bool(
            overdue or request.GET.getlist("review")
        )


def _steps(values: list[str]) -> list[int]:
    return [step for step in ids(values) if 1 <= step <= 5]
