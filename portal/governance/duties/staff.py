"""Who serves a cooperation and its members, and until when: what a duty's holder can be asked for."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

from portal.governance.models import Handover
from portal.governance.states.handover import HandoverState
from portal.organisations.models import Appointment, Membership, Seat

ONE_DAY = timedelta(days=1)
OPEN_END = date.max

_Spans = dict[tuple[str, int, int], list[tuple[date, date]]]


class Staff:
    """The spells of service of everybody who has a role in some cooperations or their members, from a day on; read in
    four queries.

    People whose account is closed serve no more, and those whose handover is planned serve until its last day.
    """

    def __init__(self, cooperations: Collection[int], day: date) -> None:
        self._spans: _Spans = defaultdict(list)
        leaving = dict(
            Handover.objects.filter(cooperation__in=cooperations, state=HandoverState.PLANNED).values_list(
                "person", "last_day"
            )
        )
        members = Membership.objects.on(day).filter(cooperation__in=cooperations)
        homes = defaultdict(set)
        for cooperation, organisation in members.values_list("cooperation", "organisation"):
            homes[organisation].add(cooperation)
        coming = Q(valid_to=None) | Q(valid_to__gte=day)
        if day >= timezone.localdate():  # who has left since served then all the same
            coming &= Q(user__is_active=True)
        appointed = Appointment.objects.filter(
            coming, Q(cooperation__in=cooperations) | Q(organisation__in=homes)
        ).values_list("user", "cooperation", "organisation", "valid_from", "valid_to")
        seated = Seat.objects.filter(coming, group__cooperation__in=cooperations).values_list(
            "user", "group__cooperation", "organisation", "valid_from", "valid_to"
        )
        for user, cooperation, organisation, first, last in (*appointed, *seated):
            span = (first, min(last or OPEN_END, leaving.get(user, OPEN_END)))
            for place in {cooperation, *homes.get(organisation, ())} - {None}:
                self._spans["cooperation", place, user].append(span)
            if organisation is not None:
                self._spans["organisation", organisation, user].append(span)

    def until(self, user: int, day: date, *, cooperation: int, organisation: int | None = None) -> date:
        """The last day of a person's unbroken service from a day: in a member, or anywhere in the cooperation. The day
        before means that the person does not serve then, ``OPEN_END`` that no end is known."""
        place = ("cooperation", cooperation, user) if organisation is None else ("organisation", organisation, user)
        reached = day - ONE_DAY
        for first, last in sorted(self._spans.get(place, ())):
            if first > reached + ONE_DAY:
                break
            if last == OPEN_END:
                return OPEN_END
            reached = max(reached, last)
        return reached
