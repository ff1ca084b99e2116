"""How far the duties of a cooperation are covered on a day: who holds each, and where nobody does."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.governance.duties.staff import ONE_DAY, OPEN_END, Staff
from portal.governance.duties.standard import DutyScope
from portal.governance.models import Duty, HandoverItem, Responsibility
from portal.governance.states.handover import HandoverState, Outcome
from portal.organisations.models import Cooperation, Membership, Organisation, OrganisationKind

SOON = timedelta(days=30)
#: The kind of holding under which a handover keeps who holds a duty; see ``handover.own``.
HOLDING = "responsibility"


class Cover(models.TextChoices):
    """How a duty is covered on a day."""

    HELD = "held", pgettext_lazy("duty", "held")
    WITHOUT_DEPUTY = "without_deputy", _("no deputy")
    LEAVING = "leaving", _("holder leaves soon")
    HOLE = "hole", _("nobody")


@dataclass(frozen=True)
class Cell:
    """One duty in one place on the day.

    ``holder`` is who holds it then, None for a hole; ``deputy`` who stands in, None where nobody can. ``until`` is the
    last day on which somebody holds it without a break, ``OPEN_END`` where no end is known.
    """

    duty: Duty
    organisation: Organisation | None
    cover: Cover
    holder: Any = None
    deputy: Any = None
    until: date | None = None
    responsibility: Responsibility | None = None

    @property
    def hole_on(self) -> date | None:
        """The day from which nobody holds what somebody holds today; None where no such day is known."""
        return self.until + ONE_DAY if self.until is not None and self.until != OPEN_END else None


@dataclass(frozen=True)
class Place:
    """The duties of one member, or, without an organisation, those of the region."""

    organisation: Organisation | None
    cells: tuple[Cell, ...]

    def only(self, cover: Cover) -> "Place":
        """The duties here that are covered in this way."""
        return replace(self, cells=tuple(cell for cell in self.cells if cell.cover == cover))

    def count(self, cover: Cover) -> int:
        return sum(cell.cover == cover for cell in self.cells)

    @property
    def holes(self) -> int:
        """How many duties nobody holds."""
        return self.count(Cover.HOLE)


@dataclass(frozen=True)
class Coverage:
    """The duties of a cooperation on a day: the region's, and those of every member that is no company (a municipality
    answers for its own)."""

    cooperation: Cooperation
    day: date
    region: Place
    members: tuple[Place, ...]

    @property
    def places(self) -> tuple[Place, ...]:
        return (self.region, *self.members)

    @property
    def cells(self) -> tuple[Cell, ...]:
        return tuple(cell for place in self.places for cell in place.cells)

    def only(self, cover: Cover) -> tuple[Place, ...]:
        """The places with duties that are covered in this way, each with those alone."""
        return tuple(found for place in self.places if (found := place.only(cover)).cells)

    @property
    def holes(self) -> int:
        """How many duties nobody holds, in the region and all members."""
        return sum(place.holes for place in self.places)

    def count(self, cover: Cover) -> int:
        return sum(place.count(cover) for place in self.places)


def coverage(cooperation: Cooperation, day: date, alphabet: str = "sv") -> Coverage:
    """The duties of one cooperation on a day."""
    return coverages([cooperation], day, alphabet)[0]


def coverages(cooperations: Iterable[Cooperation], day: date, alphabet: str = "sv") -> list[Coverage]:
    """The duties of some cooperations on a day, in the order given; in the queries of one."""
    chosen = list(cooperations)
    keys = [cooperation.pk for cooperation in chosen]
    duties: dict[tuple[int, str], list[Duty]] = defaultdict(list)
    for duty in Duty.objects.on(day).filter(cooperation__in=keys):
        duties[duty.cooperation_id, duty.scope].append(duty)
    members: dict[int, list[Organisation]] = defaultdict(list)
    memberships = Membership.objects.on(day).filter(cooperation__in=keys).select_related("organisation")
    for row in memberships.exclude(organisation__kind=OrganisationKind.COMPANY).order_by(
        f"organisation__sort_{alphabet}", "pk"
    ):
        members[row.cooperation_id].append(row.organisation)
    held = _held(keys, day)
    staff = Staff(keys, day)

    def place(cooperation: Cooperation, organisation: Organisation | None) -> Place:
        scope = DutyScope.REGIONAL if organisation is None else DutyScope.LOCAL
        cells = (
            _cell(duty, organisation, held[duty.pk, organisation and organisation.pk], staff, day)
            for duty in duties[cooperation.pk, scope]
        )
        return Place(organisation, tuple(cells))

    return [
        Coverage(
            cooperation,
            day,
            place(cooperation, None),
            tuple(place(cooperation, member) for member in members[cooperation.pk]),
        )
        for cooperation in chosen
    ]


def _held(cooperations: list[int], day: date) -> dict[tuple[int, int | None], list[Responsibility]]:
    """Who holds what from a day on, by duty and place, in the order of the days; also who takes over by a handover that
    is planned."""
    rows = Responsibility.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=day), duty__cooperation__in=cooperations
    ).select_related("person", "deputy")
    found = {row.pk: row for row in rows}
    promised = HandoverItem.objects.filter(
        handover__cooperation__in=cooperations,
        handover__state=HandoverState.PLANNED,
        holding=HOLDING,
        outcome=Outcome.WAITING,
        to__isnull=False,
    ).select_related("handover", "to")
    taking_over = [
        Responsibility(
            duty_id=row.duty_id,
            organisation_id=row.organisation_id,
            person=item.to,
            deputy=row.deputy,
            valid_from=item.handover.last_day + ONE_DAY,
            valid_to=row.valid_to,
        )
        for item in promised
        if (row := found.get(int(item.key))) is not None
    ]
    held: dict[tuple[int, int | None], list[Responsibility]] = defaultdict(list)
    for row in sorted([*found.values(), *taking_over], key=lambda row: row.valid_from):
        held[row.duty_id, row.organisation_id].append(row)
    return held


def _cell(duty: Duty, organisation: Organisation | None, rows: list[Responsibility], staff: Staff, day: date) -> Cell:
    where = {"cooperation": duty.cooperation_id, "organisation": organisation and organisation.pk}
    reached, holder = day - ONE_DAY, None
    for row in rows:
        if row.valid_from > reached + ONE_DAY:
            break
        first = max(row.valid_from, day)
        until = min(row.valid_to or OPEN_END, staff.until(row.person_id, first, **where))
        if holder is None and until >= day:
            holder = row
        reached = max(reached, until)
        if reached == OPEN_END:
            break
    if holder is None:
        return Cell(duty, organisation, Cover.HOLE)
    deputy = holder.deputy
    if deputy is not None and staff.until(deputy.pk, day, cooperation=duty.cooperation_id) < day:
        deputy = None
    cover = Cover.HELD if deputy is not None else Cover.WITHOUT_DEPUTY
    if reached < day + SOON:
        cover = Cover.LEAVING
    return Cell(duty, organisation, cover, holder.person, deputy, reached, holder)
