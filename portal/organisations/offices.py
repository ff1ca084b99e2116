"""Who leads and works in each cooperation's office, who acts for each organisation, and who belongs to each
cooperation: what deadlines ask of a day."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from portal.accounts.actor import Role
from portal.organisations.models import Appointment, GroupKind, Membership, Seat, SeatDeputy
from portal.organisations.periods import valid_on

People = dict[int, set[int]]


def _nobody() -> People:
    return defaultdict(set)


@dataclass
class Offices:
    """By ids, in four queries. People whose account is closed are left out.

    Of each cooperation its ``managers``, its ``staff`` and ``everybody`` who belongs to it; of each organisation its
    purchasing ``contacts``, those who are ``buying`` for it, and those ``acting`` for it, its seats in groups included.
    """

    managers: People = field(default_factory=_nobody)
    staff: People = field(default_factory=_nobody)
    everybody: People = field(default_factory=_nobody)
    contacts: People = field(default_factory=_nobody)
    buying: People = field(default_factory=_nobody)
    acting: People = field(default_factory=_nobody)

    @classmethod
    def on(cls, day: date) -> "Offices":
        offices = cls()
        places = {
            Role.MANAGER: ("cooperation_id", (offices.managers, offices.staff, offices.everybody)),
            Role.OFFICER: ("cooperation_id", (offices.staff, offices.everybody)),
            Role.CONTACT: ("organisation_id", (offices.contacts, offices.buying, offices.acting)),
            Role.PURCHASER: ("organisation_id", (offices.buying, offices.acting)),
        }
        serving = valid_on(day) & Q(user__is_active=True)
        for row in Appointment.objects.filter(serving, role__in=places).order_by():
            place, kept = places[Role(row.role)]
            for people in kept:
                people[getattr(row, place)].add(row.user_id)
        for organisation, cooperation in Membership.objects.on(day).values_list("organisation", "cooperation"):
            offices.everybody[cooperation] |= offices.buying[organisation]
        seats = Seat.objects.filter(serving).order_by().values_list("organisation", "group__cooperation", "user")
        for organisation, cooperation, user in seats:
            offices.everybody[cooperation].add(user)
            if organisation is not None:
                offices.acting[organisation].add(user)
        deputies = SeatDeputy.objects.filter(serving, valid_on(day, "seat__")).order_by()
        reading = deputies.exclude(seat__group__kind=GroupKind.AGREEMENT)  # as ``grants_of`` says
        for cooperation, user in reading.values_list("seat__group__cooperation", "user"):
            offices.everybody[cooperation].add(user)
        return offices

    def leading(self, cooperation: int) -> tuple[int, ...]:
        """The regional managers; the officers of a cooperation that has none."""
        return tuple(sorted(self.managers[cooperation] or self.staff[cooperation]))

    def answering(self, cooperation: int, *persons: int | None) -> tuple[int, ...]:
        """Those persons who still belong to the cooperation; where none does, those who lead its office."""
        found = [person for person in persons if person in self.everybody[cooperation]]
        return tuple(found) or self.leading(cooperation)

    def led_by(self, person: int) -> list[int]:
        """The cooperations that a person leads."""
        return [cooperation for cooperation in tuple(self.staff) if person in self.leading(cooperation)]

    def worked_in_by(self, person: int) -> frozenset[int]:
        """The cooperations in whose office a person works."""
        return frozenset(cooperation for cooperation, people in self.staff.items() if person in people)

    def counselled_by(self, person: int) -> list[int]:
        """The organisations whose purchasing contact a person is."""
        return [organisation for organisation, people in self.contacts.items() if person in people]

    def bought_for_by(self, person: int) -> list[int]:
        """The organisations that a person buys for."""
        return [organisation for organisation, people in self.buying.items() if person in people]
