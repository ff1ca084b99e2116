"""Who serves a cooperation and its members, and until when: what whoever takes something over is asked for."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

from portal.accounts.actor import Role
from portal.governance.models import Handover
from portal.governance.states.handover import HandoverState
from portal.organisations.models import Appointment, Membership, Seat

ONE_DAY = timedelta(days=1)
OPEN_END = date.max

_COOPERATION, _ORGANISATION, _OFFICE, _COUNSEL = "cooperation", "organisation", "office", "counsel"


class Staff:
    """The spells of service of everybody who has a role in some cooperations or their members, from a day on; read in
    four queries.

    People whose account is closed serve no more, and those whose handover is planned serve until its last day.
    """

    def __init__(self, cooperations: Collection[int], day: date) -> None:
        self._spans: dict[tuple[str, int], dict[int, list[tuple[date, date]]]] = defaultdict(lambda: defaultdict(list))
        planned = Handover.objects.filter(cooperation__in=cooperations, state=HandoverState.PLANNED)
        leaving = {
            (cooperation, person): last_day
            for cooperation, person, last_day in planned.values_list("cooperation", "person", "last_day")
        }
        homes = defaultdict(set)
        members = Membership.objects.on(day).filter(cooperation__in=cooperations)
        for cooperation, organisation in members.values_list("cooperation", "organisation"):
            homes[organisation].add(cooperation)
        coming = Q(valid_to=None) | Q(valid_to__gte=day)
        if day >= timezone.localdate():  # who has left since served then all the same
            coming &= Q(user__is_active=True)
        appointed = Appointment.objects.filter(
            coming, Q(cooperation__in=cooperations) | Q(organisation__in=homes)
        ).values_list("user", "role", "cooperation", "organisation", "valid_from", "valid_to")
        seated = Seat.objects.filter(coming, group__cooperation__in=cooperations).values_list(
            "user", "group__kind", "group__cooperation", "organisation", "valid_from", "valid_to"
        )
        for user, role, cooperation, organisation, first, last in (*appointed, *seated):
            here = {cooperation, *homes.get(organisation, ())} - {None}
            stays = min([last or OPEN_END, *(leaving.get((home, user), OPEN_END) for home in here)])
            places = {(_COOPERATION, home) for home in here}
            if organisation is not None:
                places.add((_ORGANISATION, organisation))
            if role in (Role.MANAGER, Role.OFFICER):
                places.add((_OFFICE, cooperation))
            if role == Role.CONTACT:
                places.add((_COUNSEL, organisation))
            for place in places:
                self._spans[place][user].append((first, stays))

    def until(self, user: int, day: date, *, cooperation: int, organisation: int | None = None) -> date:
        """The last day of a person's unbroken service from a day: in a member, or anywhere in the cooperation. The day
        before means that the person does not serve then, ``OPEN_END`` that no end is known."""
        place = (_COOPERATION, cooperation) if organisation is None else (_ORGANISATION, organisation)
        return self._until(place, user, day)

    def people(self, day: date, *, cooperation: int, organisation: int | None = None) -> set[int]:
        """Who serves in a member, or anywhere in the cooperation, on a day."""
        return self._serving(
            (_COOPERATION, cooperation) if organisation is None else (_ORGANISATION, organisation), day
        )

    def keepers(self, day: date, *, cooperation: int, organisation: int | None = None) -> set[int]:
        """Who works in the office on a day, or is purchasing contact of the organisation."""
        office = self._serving((_OFFICE, cooperation), day)
        return office if organisation is None else office | self._serving((_COUNSEL, organisation), day)

    def _serving(self, place: tuple[str, int], day: date) -> set[int]:
        return {user for user in self._spans[place] if self._until(place, user, day) >= day}

    def _until(self, place: tuple[str, int], user: int, day: date) -> date:
        reached = day - ONE_DAY
        for first, last in sorted(self._spans[place].get(user, ())):
            if first > reached + ONE_DAY:
                break
            if last == OPEN_END:
                return OPEN_END
            reached = max(reached, last)
        return reached
