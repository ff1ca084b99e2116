"""What the list of policies is narrowed by."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.governance.filters.narrowing import Narrowing, helpful, ids
from portal.governance.models import Policy
from portal.law.periods import State
from portal.organisations.periods import valid_on
from portal.web.lists import Facet, facet

STATES = (State.IN_FORCE, State.UPCOMING, State.EXPIRED)


def state_of(policy: Policy, day: date) -> State:
    """Whether a policy is in force on a day."""
    if policy.valid_from > day:
        return State.UPCOMING
    return State.EXPIRED if policy.valid_to is not None and policy.valid_to < day else State.IN_FORCE


class PolicyFilter(Narrowing):
    """Policies by words, cooperation, whom they bind and whether they are in force."""

    params = ("state", "cooperation", "binds")

    class Meta:
        model = Policy
        fields: list[str] = []

    def search(self, text: str) -> Q:
        return Q(title__icontains=text) | Q(text__icontains=text)

    def by_state(self, values: list[str]) -> Q:
        found = Q(pk__in=[])
        for state in STATES:
            if state.value in values:
                found |= _being(state)
        return found

    def by_cooperation(self, values: list[str]) -> Q:
        return Q(cooperation__in=ids(values))

    def by_binds(self, values: list[str]) -> Q:
        found = Q(pk__in=[])
        for name in ("administrations", "companies"):
            if name in values:
                found |= Q(**{f"binds_{name}": True})
        return found

    def facets(self, request: HttpRequest) -> list[Facet]:
        """The facets that help to choose, each with its counts."""
        by_state, by_binds = self.narrowed(but="state"), self.narrowed(but="binds")
        words = ((State.IN_FORCE, _("in force")), (State.UPCOMING, _("upcoming")), (State.EXPIRED, _("ended")))
        states = [(state.value, word, _number(by_state, _being(state))) for state, word in words]
        bound = [
            (name, word, _number(by_binds, Q(**{f"binds_{name}": True})))
            for name, word in (("administrations", _("the administrations")), ("companies", _("the companies")))
        ]
        return helpful(
            [
                facet(request, "state", _("State"), states),
                facet(request, "binds", _("Binds"), bound),
                self.named(request, "cooperation", _("Cooperation"), "cooperation", "cooperation__name"),
            ]
        )


def _being(state: Any) -> Q:
    today = timezone.localdate()
    if state == State.UPCOMING:
        return Q(valid_from__gt=today)
    return valid_on(today) if state == State.IN_FORCE else Q(valid_to__lt=today)


def _number(found: QuerySet, which: Q) -> int:
    return found.filter(which).order_by().count()
