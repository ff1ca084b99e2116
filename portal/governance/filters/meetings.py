"""What the list of meetings is narrowed by."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.governance.filters.narrowing import Narrowing, helpful, ids
from portal.governance.models import Meeting
from portal.governance.states.meetings import MeetingState
from portal.web.lists import Facet, facet

COMING, PAST = "coming", "past"


class MeetingFilter(Narrowing):
    """Meetings by words, whether they are to come, group, state and cooperation."""

    params = ("when", "group", "state", "cooperation")

    class Meta:
        model = Meeting
        fields: list[str] = []

    def search(self, text: str) -> Q:
        return Q(title__icontains=text) | Q(place__icontains=text) | Q(group__name__icontains=text)

    def by_when(self, values: list[str]) -> Q:
        found, today = Q(pk__in=[]), timezone.localdate()
        if COMING in values:
            found |= Q(held_on__gte=today)
        if PAST in values:
            found |= Q(held_on__lt=today)
        return found

    def by_group(self, values: list[str]) -> Q:
        return Q(group__in=ids(values))

    def by_state(self, values: list[str]) -> Q:
        return Q(state__in=values)

    def by_cooperation(self, values: list[str]) -> Q:
        return Q(cooperation__in=ids(values))

    def facets(self, request: HttpRequest) -> list[Facet]:
        """The facets that help to choose, each with its counts."""
        rows = self.narrowed(but="when")
        when: list[tuple[Any, Any, int]] = [
            (name, label, rows.filter(self.by_when([name])).count())
            for name, label in ((COMING, _("to come")), (PAST, _("past")))
        ]
        return helpful(
            [
                facet(request, "when", _("When"), when),
                self.named(request, "group", _("Group"), "group", "group__name"),
                self.words(request, "state", _("State"), "state", dict(MeetingState.choices)),
                self.named(request, "cooperation", _("Cooperation"), "cooperation", "cooperation__name"),
            ]
        )
