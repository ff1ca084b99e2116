"""Who is told when a scheduled report has been made."""

from datetime import date

from django.db.models import Q, QuerySet

from portal.accounts.models import User
from portal.organisations.grants import SEAT_ROLES
from portal.organisations.models import Appointment, Membership, Seat
from portal.organisations.periods import valid_on
from portal.reports.models import ReportSchedule


def recipients_of(schedule: ReportSchedule, day: date) -> QuerySet[User]:
    """Those who hold one of the schedule's roles in the cooperation on a day and may sign in."""
    members = Membership.objects.on(day).filter(cooperation=schedule.cooperation_id).values("organisation")
    appointed = Appointment.objects.filter(
        Q(cooperation=schedule.cooperation_id) | Q(organisation__in=members),
        valid_on(day),
        role__in=schedule.recipients,
    )
    kinds = [kind for kind, role in SEAT_ROLES.items() if role in schedule.recipients]
    seated = Seat.objects.filter(
        valid_on(day), group__cooperation=schedule.cooperation_id, group__kind__in=kinds, group__closed_on=None
    )
    return User.objects.filter(Q(pk__in=appointed.values("user")) | Q(pk__in=seated.values("user")), is_active=True)
