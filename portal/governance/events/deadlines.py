"""Events that a person has a place at, as days to be reminded of."""

from collections.abc import Iterator
from datetime import datetime, time

from django.utils import timezone
from django.utils.translation import pgettext_lazy

from portal.governance.events.wording import when
from portal.governance.models import Event, SignUp
from portal.governance.states.events import EventState
from portal.workflow.deadlines import Deadline, Kind, Window

EVENT = Kind("event", pgettext_lazy("gathering", "Event"), (7, 1))


def to_come(window: Window) -> Iterator[Deadline]:
    """Announced events, for those who have a place at them."""
    first = timezone.make_aware(datetime.combine(window.first, time.min))
    last = timezone.make_aware(datetime.combine(window.last, time.max))
    taken = SignUp.objects.taken().filter(user__is_active=True)
    if window.person is not None:
        taken = taken.filter(user=window.person)
    people: dict[int, list[int]] = {}
    for event, person in taken.filter(event__starts_at__range=(first, last)).values_list("event", "user"):
        people.setdefault(event, []).append(person)
    rows = Event.objects.filter(pk__in=people, state=EventState.ANNOUNCED).order_by("starts_at", "pk")
    for row in rows[: window.most]:
        yield Deadline(
            key=f"event:{row.pk}",
            kind=EVENT,
            day=timezone.localdate(row.starts_at),
            title=", ".join(part for part in (when(row), row.place) if part),
            about=row.title,
            url=row.get_absolute_url(),
            to=tuple(people[row.pk]),
        )
