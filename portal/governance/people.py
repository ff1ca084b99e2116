"""Who belongs to each cooperation on a day, and who leads its office: what deadlines and forms of governance ask."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from portal.accounts.actor import Role
from portal.organisations.models import Appointment, Membership, Seat
from portal.organisations.periods import valid_on


@dataclass
class People:
    """By the ids of cooperations, in three queries. People whose account is closed are left out."""

    managers: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    staff: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    everybody: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))

    @classmethod
    def on(cls, day: date) -> "People":
        people = cls()
        homes: dict[int, set[int]] = defaultdict(set)
        for organisation, cooperation in Membership.objects.on(day).values_list("organisation", "cooperation"):
            homes[organisation].add(cooperation)
        serving = valid_on(day) & Q(user__is_active=True)
        for row in Appointment.objects.filter(serving).order_by():
            if row.cooperation_id is not None:
                people.staff[row.cooperation_id].add(row.user_id)
                if row.role == Role.MANAGER:
                    people.managers[row.cooperation_id].add(row.user_id)
                people.everybody[row.cooperation_id].add(row.user_id)
            for cooperation in homes.get(row.organisation_id or 0, ()):
                people.everybody[cooperation].add(row.user_id)
        for cooperation, user in Seat.objects.filter(serving).order_by().values_list("group__cooperation", "user"):
            people.everybody[cooperation].add(user)
        return people

    def leading(self, cooperation: int) -> tuple[int, ...]:
        """The regional managers; the officers of a cooperation that has none."""
        return tuple(sorted(self.managers[cooperation] or self.staff[cooperation]))

    def answering(self, cooperation: int, *persons: int | None) -> tuple[int, ...]:
        """Those persons who still belong to the cooperation; where none does, those who lead its office."""
        found = [person for person in persons if person in self.everybody[cooperation]]
        return tuple(found) or self.leading(cooperation)

    def led_by(self, person: int) -> list[int]:
        """The cooperations whose office a person leads."""
        return [cooperation for cooperation in tuple(self.staff) if person in self.leading(cooperation)]
