"""What the list of events is narrowed by."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.governance.filters.narrowing import Narrowing, helpful, ids
from portal.governance.models import Event, EventKind
from portal.governance.states.events import EventState, SignUpState
from portal.web.lists import Facet, facet

COMING, PAST, PLANNED, CANCELLED = "coming", "past", "planned", "cancelled"
MINE = "mine"


def being(word: str, now: datetime) -> Q:
    """The events that a word of the address means."""
    return {
        COMING: Q(state=EventState.ANNOUNCED, ends_at__gte=now),
        PAST: Q(state=EventState.HELD) | Q(state=EventState.ANNOUNCED, ends_at__lt=now),
        PLANNED: Q(state=EventState.DRAFT),
        CANCELLED: Q(state=EventState.CANCELLED),
    }.get(word, Q(pk__in=[]))


class EventFilter(Narrowing):
    """Events by words, time, kind, cooperation and the reader's own places."""

    params = ("when", "kind", "own", "cooperation")

    class Meta:
        model = Event
        fields: list[str] = []

    def search(self, text: str) -> Q:
        return (
            Q(title__icontains=text)
            | Q(description__icontains=text)
            | Q(speakers__icontains=text)
            | Q(place__icontains=text)
        )

    def by_when(self, values: Sequence[str]) -> Q:
        wanted = Q(pk__in=[])
        for value in values:
            wanted |= being(value, timezone.now())
        return wanted

    def by_kind(self, values: Sequence[str]) -> Q:
        return Q(kind__in=values)

    def by_own(self, values: Sequence[str]) -> Q:
        return Q(own_sign_up__in=[SignUpState.SIGNED_UP, SignUpState.WAITING]) if MINE in values else Q(pk__in=[])

    def by_cooperation(self, values: Sequence[str]) -> Q:
        return Q(cooperation__in=ids(values))

    def facets(self, request: HttpRequest) -> list[Facet]:
        """The facets that help to choose, each with its counts."""
        now = timezone.now()
        by_when, by_own = self.narrowed(but="when"), self.narrowed(but="own")
        words = ((COMING, _("to come")), (PAST, _("past")), (PLANNED, _("not announced")), (CANCELLED, _("cancelled")))
        times = [(value, text, by_when.filter(being(value, now)).count()) for value, text in words]
        groups = [
            facet(request, "when", _("When"), [option for option in times if option[2] or option[0] in (COMING, PAST)]),
            self.words(request, "kind", _("Kind"), "kind", dict(EventKind.choices)),
            self.named(request, "cooperation", _("Cooperation"), "cooperation", "cooperation__name"),
        ]
        if request.user.is_authenticated:
            own = by_own.filter(self.by_own([MINE])).count()
            groups.insert(1, facet(request, "own", _("You"), [(MINE, _("you have signed up"), own)]))
        return [group for group in helpful(groups) if group.options] + [
            group for group in groups if group.param == "own" and len(group.options) == 1 and not group.active
        ]
