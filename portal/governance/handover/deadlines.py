"""Handovers that wait for their day, and those that something stood in the way of: for those who lead the office."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.governance.duties.staff import ONE_DAY
from portal.governance.models import Handover
from portal.governance.states.handover import HandoverState
from portal.organisations.offices import Offices
from portal.workflow.deadlines import Deadline, Kind, Window

HANDOVER = Kind("handover", gettext_lazy("Handover"), (7, 0), stays=True)


def handovers(window: Window) -> Iterator[Deadline]:
    """Planned handovers, on the day after the last day; one that could not be carried out stays until it is."""
    offices = window.once(Offices.on)
    for row in planned(window).select_related("person", "cooperation"):
        title = _("Could not be carried out: %(name)s") if row.problem else _("All that %(name)s holds is handed over")
        yield Deadline(
            key=f"handover:{row.pk}",
            kind=HANDOVER,
            day=row.last_day + ONE_DAY,
            title=title % {"name": row.person},
            about=str(row.cooperation),
            url=row.get_absolute_url(),
            to=tuple(person for person in offices.leading(row.cooperation_id) if person != row.person_id),
        )


def planned(window: Window) -> QuerySet[Handover]:
    """The handovers behind ``handovers``."""
    rows = Handover.objects.filter(state=HandoverState.PLANNED, last_day__lt=window.last)
    if window.person is None:
        return rows
    return rows.filter(cooperation__in=window.once(Offices.on).led_by(window.person)).exclude(person=window.person)
