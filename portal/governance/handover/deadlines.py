"""Handovers that wait for their day, and those that something stood in the way of: for the regional manager."""

from collections import defaultdict
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.actor import Role
from portal.governance.duties.staff import ONE_DAY
from portal.governance.models import Handover
from portal.governance.states.handover import HandoverState
from portal.organisations.models import Appointment
from portal.organisations.periods import valid_on
from portal.workflow.deadlines import Deadline, Kind, Window

HANDOVER = Kind("handover", gettext_lazy("Handover"), (7, 0), stays=True)


def handovers(window: Window) -> Iterator[Deadline]:
    """Planned handovers, on the day after the last day; one that could not be carried out stays until it is."""
    planned = Handover.objects.filter(state=HandoverState.PLANNED, last_day__lt=window.last)
    rows = list(planned.select_related("person", "cooperation"))
    leading: dict[int, set[int]] = defaultdict(set)
    if rows:
        serving = Appointment.objects.filter(valid_on(window.today), role=Role.MANAGER, user__is_active=True)
        for cooperation, user in serving.values_list("cooperation", "user"):
            leading[cooperation].add(user)
    for row in rows:
        title = _("Could not be carried out: %(name)s") if row.problem else _("All that %(name)s holds is handed over")
        yield Deadline(
            key=f"handover:{row.pk}",
            kind=HANDOVER,
            day=row.last_day + ONE_DAY,
            title=title % {"name": row.person},
            about=str(row.cooperation),
            url=row.get_absolute_url(),
            to=tuple(sorted(leading[row.cooperation_id] - {row.person_id})),
        )
