"""What pages of people and of cooperations show of roles."""

from typing import Any

from django.db.models import Case, IntegerField, Value, When
from django.http import HttpRequest
from django.utils import timezone

from portal.accounts.actor import Role, actor_of
from portal.accounts.models import User
from portal.organisations import rules
from portal.organisations.grants import SEAT_ROLES
from portal.organisations.models import Appointment, Cooperation, Organisation, SeatOffice
from portal.organisations.periods import valid_on
from portal.organisations.services.roles import place_of

#: Offices as a group names them: those who lead it first.
OFFICE_ORDER = Case(
    When(office=SeatOffice.CHAIR, then=Value(0)),
    When(office=SeatOffice.VICE_CHAIR, then=Value(1)),
    When(office=SeatOffice.SECRETARY, then=Value(2)),
    default=Value(3),
    output_field=IntegerField(),
)


def roles_panel(request: HttpRequest, person: User) -> dict[str, Any]:
    """A person's appointments and seats, those of today first, each with what the reader may do about it."""
    actor, today = actor_of(request.user), timezone.localdate()
    rows = []
    appointments = person.appointments.select_related("cooperation", "organisation", "unit", "user")
    for row in appointments:
        rows.append(
            {
                "label": row.get_role_display(),
                "note": row.title,
                "deputy": row.is_deputy,
                "may_end": rules.may_end(actor, row, day=today),
                "end": "appointment-end",
                "row": row,
            }
        )
    for row in person.seats.select_related("group__cooperation", "organisation", "user"):
        role = SEAT_ROLES.get(row.group.kind)
        rows.append(
            {
                "label": role.label if role else row.group.get_kind_display(),
                "note": row.get_office_display() if row.office != SeatOffice.MEMBER else "",
                "may_end": rules.may_coordinate(actor, row.group.cooperation_id),
                "end": "seat-end",
                "row": row,
            }
        )
    for entry in rows:
        row = entry["row"]
        entry["place"] = place_of(row)
        entry["over"] = row.valid_to is not None and row.valid_to < today
    rows.sort(key=lambda entry: (entry["over"], entry["row"].valid_from))
    return {"person": person, "roles": rows, "may_give": bool(rules.roles_to_give(actor))}


def contacts_of(organisation: Organisation) -> list[Appointment]:
    """The purchasing contacts of today, deputies last."""
    found = Appointment.objects.filter(
        valid_on(timezone.localdate()), organisation=organisation, role=Role.CONTACT, user__is_active=True
    )
    return list(found.select_related("user").order_by("is_deputy", "user__name"))


def office_of(cooperation: Cooperation) -> list[Appointment]:
    """Who works in the cooperation's office today, the regional manager first."""
    found = Appointment.objects.filter(
        valid_on(timezone.localdate()), cooperation=cooperation, role__in=(Role.MANAGER, Role.OFFICER)
    )
    return sorted(
        found.filter(user__is_active=True).select_related("user"),
        key=lambda row: (row.role != Role.MANAGER, row.user.name),
    )
