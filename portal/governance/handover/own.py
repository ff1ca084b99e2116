"""What people hold in organisations and in governance itself: roles, seats, duties, conditions of decisions, items of
agendas, goals, events and risks."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.governance.duties.coverage import HOLDING
from portal.governance.handover.holdings import Held, OneField, of_the_place, register
from portal.governance.models import (
    AgendaItem,
    Competence,
    Decision,
    DecisionCondition,
    Event,
    Goal,
    Meeting,
    Responsibility,
    Risk,
)
from portal.governance.querysets.decisions import hidden_items
from portal.governance.services import competence, duties
from portal.governance.states.events import EventState
from portal.governance.states.meetings import OPEN_AGENDA, MeetingState
from portal.organisations.models import Appointment, Seat, SeatDeputy
from portal.organisations.services import handover as roles
from portal.organisations.services.roles import place_of


def register_all() -> None:
    """Called from the app's ``ready()``. Roles pass on first: what follows may ask for them."""
    register(Appointments())
    register(Seats())
    register(SeatDeputies())
    register(Duties())
    register(DeputyDuties())
    register(Competences())
    register(CONDITIONS)
    register(AGENDA_ITEMS)
    register(GOALS)
    register(EVENTS)
    register(RISKS)


def _coming(day: date) -> Q:
    return Q(valid_to=None) | Q(valid_to__gte=day)


class Appointments:
    """Roles in the cooperation's office and in its members."""

    name, label, order = "appointment", _("Roles"), 10

    def held_by(self, person: Any, cooperation_id: int, day: date, reader: Any) -> list[Held]:
        rows = Appointment.objects.filter(
            _coming(day),
            Q(cooperation=cooperation_id) | Q(organisation__memberships__cooperation=cooperation_id),
            user=person,
        )
        deputies = self._deputies(rows, person, day)
        return [
            Held(
                key=str(row.pk),
                title=f"{row.get_role_display()}, {place_of(row)}",
                url=person.get_absolute_url(),
                fitting=of_the_place(cooperation_id),
                may_end=True,
                suggested=deputies.get((row.role, row.cooperation_id, row.organisation_id)),
            )
            for row in rows.select_related("cooperation", "organisation", "unit").distinct().order_by("pk")
        ]

    def hand_over(self, *, by: Any, person: Any, cooperation_id: int, given: Mapping[str, Any], on: date) -> None:
        for key, to in given.items():
            roles.pass_on_appointment(by=by, appointment_id=int(key), to=to, on=on)

    def _deputies(self, rows: QuerySet, person: Any, day: date) -> dict[tuple[Any, ...], int]:
        """Who has the same role in the same place, a deputy before others."""
        same = Appointment.objects.filter(_coming(day), user__is_active=True).exclude(user=person)
        same = same.filter(
            Q(cooperation__in=rows.filter(cooperation__isnull=False).values("cooperation"))
            | Q(organisation__in=rows.filter(organisation__isnull=False).values("organisation"))
        )
        found: dict[tuple[Any, ...], int] = {}
        for row in same.order_by("-is_deputy", "pk"):
            found.setdefault((row.role, row.cooperation_id, row.organisation_id), row.user_id)
        return found


class Seats:
    """Seats in the cooperation's groups, with the office that goes with each."""

    name, label, order = "seat", _("Seats in groups"), 11

    def held_by(self, person: Any, cooperation_id: int, day: date, reader: Any) -> list[Held]:
        rows = Seat.objects.filter(_coming(day), user=person, group__cooperation=cooperation_id)
        rows = rows.select_related("group", "organisation").prefetch_related("deputies")
        return [
            Held(
                key=str(row.pk),
                title=f"{place_of(row)}: {row.get_office_display()}",
                url=row.group.get_absolute_url(),
                fitting=of_the_place(cooperation_id),
                may_end=True,
                suggested=next((deputy.user_id for deputy in row.deputies.all()), None),
            )
            for row in rows.order_by("pk")
        ]

    def hand_over(self, *, by: Any, person: Any, cooperation_id: int, given: Mapping[str, Any], on: date) -> None:
        for key, to in given.items():
            roles.pass_on_seat(by=by, seat_id=int(key), to=to, on=on)


class SeatDeputies:
    """Being the personal deputy of somebody's seat."""

    name, label, order = "seat-deputy", _("Deputy of seats"), 12

    def held_by(self, person: Any, cooperation_id: int, day: date, reader: Any) -> list[Held]:
        rows = SeatDeputy.objects.filter(_coming(day), user=person, seat__group__cooperation=cooperation_id)
        return [
            Held(
                key=str(row.pk),
                title=str(row.seat),
                url=row.seat.group.get_absolute_url(),
                fitting=of_the_place(cooperation_id),
                may_end=True,
            )
            for row in rows.select_related("seat__group", "seat__user").order_by("pk")
        ]

    def hand_over(self, *, by: Any, person: Any, cooperation_id: int, given: Mapping[str, Any], on: date) -> None:
        for key, to in given.items():
            roles.pass_on_deputy(by=by, deputy_id=int(key), to=to, on=on)


class Duties:
    """Duties of the region and of its members."""

    name, label, order = HOLDING, _("Duties"), 20
    field = "person"

    def held_by(self, person: Any, cooperation_id: int, day: date, reader: Any) -> list[Held]:
        rows = Responsibility.objects.filter(_coming(day), duty__cooperation=cooperation_id, **{self.field: person})
        return [
            Held(
                key=str(row.pk),
                title=": ".join(map(str, filter(None, (row.organisation, row.duty)))),
                url=row.get_absolute_url(),
                fitting=of_the_place(cooperation_id, self._place(row)),
                may_end=True,
                suggested=self._suggested(row),
            )
            for row in rows.select_related("duty", "organisation").order_by("pk")
        ]

    def hand_over(self, *, by: Any, person: Any, cooperation_id: int, given: Mapping[str, Any], on: date) -> None:
        for key, to in given.items():
            if to is None:
                duties.release(by=by, responsibility_id=int(key), on=on)
            else:
                duties.pass_on(by=by, responsibility_id=int(key), to=to, on=on)

    def _place(self, row: Responsibility) -> int | None:
        return row.organisation_id

    def _suggested(self, row: Responsibility) -> int | None:
        return row.deputy_id


class DeputyDuties(Duties):
    """Standing in for the holder of a duty."""

    name, label, order = "deputy-responsibility", _("Deputy for duties"), 21
    field = "deputy"

    def hand_over(self, *, by: Any, person: Any, cooperation_id: int, given: Mapping[str, Any], on: date) -> None:
        # A duty that this very handover gave to somebody else has lost the deputy by it, or is held by another row.
        rows = Responsibility.objects.filter(_coming(on), pk__in=given, deputy=person)
        for row in rows.order_by("pk"):
            to = given[str(row.pk)]
            duties.name_deputy(by=by, responsibility_id=row.pk, deputy=to if to != row.person else None, on=on)

    def _place(self, row: Responsibility) -> int | None:
        return None  # somebody of another member may stand in

    def _suggested(self, row: Responsibility) -> int | None:
        return None


class Competences:
    """Rows of the map of competence: they end with the person."""

    name, label, order = "competence", _("Map of competence"), 25

    def held_by(self, person: Any, cooperation_id: int, day: date, reader: Any) -> list[Held]:
        rows = Competence.objects.filter(cooperation=cooperation_id, person=person).select_related("organisation")
        url = reverse("competence-map", args=[cooperation_id])
        return [
            Held(str(row.pk), str(row.organisation or _("The office")), url, lambda staff, day: set(), may_end=True)
            for row in rows.order_by("pk")
        ]

    def hand_over(self, *, by: Any, person: Any, cooperation_id: int, given: Mapping[str, Any], on: date) -> None:
        for key in given:
            competence.remove(by=by, competence_id=int(key))


CONDITIONS = OneField(
    name="condition",
    label=_("Conditions of decisions to be met"),
    order=30,
    model=DecisionCondition,
    field="responsible",
    action="condition.handed_over",
    rows=lambda cooperation: DecisionCondition.objects.filter(
        decision__meeting__cooperation=cooperation, met_on__isnull=True
    ),
    fitting=of_the_place,
    subject=lambda row: row.decision,
    url=lambda row: row.decision.get_absolute_url(),
    related=("decision__meeting",),
)

AGENDA_ITEMS = OneField(
    name="agenda-item",
    label=_("Items to present at coming meetings"),
    order=31,
    model=AgendaItem,
    field="presenter",
    action="agenda_item.handed_over",
    rows=lambda cooperation: AgendaItem.objects.filter(
        meeting__cooperation=cooperation, meeting__state__in=(*OPEN_AGENDA, MeetingState.CALLED)
    ),
    fitting=of_the_place,
    subject=lambda row: row.meeting,
    url=lambda row: row.meeting.get_absolute_url(),
    visible=lambda model, reader: model.objects.filter(meeting__in=Meeting.objects.visible_to(reader)).exclude(
        pk__in=hidden_items(Decision, reader)
    ),
    related=("meeting",),
)

GOALS = OneField(
    name="goal",
    label=_("Goals to be measured"),
    order=32,
    model=Goal,
    field="responsible",
    action="goal.handed_over",
    rows=lambda cooperation: Goal.objects.filter(strategy__cooperation=cooperation, valid_to=None),
    fitting=of_the_place,
    related=("strategy",),
)

EVENTS = OneField(
    name="event",
    label=_("Coming events, as host"),
    order=33,
    model=Event,
    field="host",
    action="event.handed_over",
    rows=lambda cooperation: Event.objects.filter(
        cooperation=cooperation, state__in=(EventState.DRAFT, EventState.ANNOUNCED)
    ),
    fitting=of_the_place,
)

RISKS = OneField(
    name="risk",
    label=_("Risks, as owner"),
    order=34,
    model=Risk,
    field="owner",
    action="risk.handed_over",
    rows=lambda cooperation: Risk.objects.standing().filter(cooperation=cooperation),
    fitting=of_the_place,
)
