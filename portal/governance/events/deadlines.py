"""Events that a person has a place at, as days to be reminded of."""

from collections.abc import Iterator
from datetime import datetime, time

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from portal.governance.events.wording import when
from portal.governance.models import Event, SignUp
from portal.governance.states.events import EventState
from portal.workflow.deadlines import Deadline, Kind, Window

EVENT = Kind("event", pgettext_lazy("gathering", "Event"), (7, 1))


def to_come(window: Window) -> Iterator[Deadline]:
    """Announced events, for those who have a place at them."""
    places = Prefetch("sign_ups", _places(window), to_attr="places")
    for row in window.nearest(attended(window).prefetch_related(places), "starts_at"):
        yield Deadline(
            key=f"event:{row.pk}",
            kind=EVENT,
            day=timezone.localdate(row.starts_at),
            title=", ".join(part for part in (when(row), row.place) if part),
            about=row.title,
            url=row.get_absolute_url(),
            to=tuple(place.user_id for place in row.places),
        )


def attended(window: Window) -> QuerySet[Event]:
    """The events behind ``to_come``."""
    first = timezone.make_aware(datetime.combine(window.first, time.min))
    last = timezone.make_aware(datetime.combine(window.last, time.max))
    return Event.objects.filter(
        Exists(_places(window).filter(event=OuterRef("pk"))),
        state=EventState.ANNOUNCED,
        starts_at__range=(first, last),
    )


def _places(window: Window) -> QuerySet[SignUp]:
    taken = SignUp.objects.taken().filter(user__is_active=True)
    return taken if window.person is None else taken.filter(user=window.person)
