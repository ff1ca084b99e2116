"""The steering figures of each quarter, kept as they were told; see docs/adr/0011-quarters-are-kept.md."""

from datetime import date, timedelta

from django.utils import timezone

from portal.figures import catalogue
from portal.figures.models import QuarterSnapshot
from portal.organisations.models import Cooperation
from portal.workflow import audit
from portal.workflow.models import AuditEvent

DAY = timedelta(days=1)
TREND = 8  # quarters: two years


def last_finished(day: date) -> date:
    """The last day of the latest quarter that has ended by a day: 31 December on New Year's Day, 30 June on 30 June."""
    tomorrow = day + DAY
    return date(tomorrow.year, tomorrow.month - (tomorrow.month - 1) % 3, 1) - DAY


def before(day: date, most: int) -> list[date]:
    """The last days of the latest finished quarters, the earliest first."""
    found = [last_finished(day)]
    while len(found) < most:
        found.append(last_finished(found[-1] - DAY))
    return found[::-1]


def keep_due(day: date) -> None:
    """Keep the figures of the latest finished quarter for every cooperation that has none of it yet: a duty.

    A quarter that a long stop has passed over is not made up afterwards: nobody counted it, so nobody can tell it. Nor
    is one that had ended before the cooperation was registered here: its register was not there to be counted.
    """
    quarter = last_finished(day)
    registered_later = AuditEvent.objects.filter(
        object_type=audit.object_type(Cooperation), action="cooperation.founded", at__date__gt=quarter
    )
    due = Cooperation.objects.exclude(quarters__quarter=quarter)
    for cooperation in due.exclude(pk__in=registered_later.values("object_id")):
        keep(cooperation, quarter)


def keep(cooperation: Cooperation, quarter: date, *, is_sample: bool = False) -> QuarterSnapshot:
    """Keep a cooperation's figures of a quarter; a second time gives those that are kept already."""
    taken = {"data": catalogue.take(cooperation, quarter), "taken_at": timezone.now(), "is_sample": is_sample}
    snapshot, _is_new = QuarterSnapshot.objects.get_or_create(cooperation=cooperation, quarter=quarter, defaults=taken)
    return snapshot
