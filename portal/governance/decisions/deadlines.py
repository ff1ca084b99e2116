"""What decisions demand falls due: for whoever is responsible, and in the end for those who lead the office."""

from collections.abc import Iterator

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.governance.models import DecisionCondition
from portal.organisations.offices import Offices
from portal.workflow.deadlines import Deadline, Kind, Window

CONDITION = Kind("condition", gettext_lazy("Condition of a decision"), (30, 7), stays=True)


def conditions(window: Window) -> Iterator[Deadline]:
    """Conditions that nobody has met. One that nobody in service is responsible for is the office's; what a person has
    not done in time stays that person's."""
    offices = window.once(Offices.on)
    for row in window.nearest(unmet(window).select_related("decision__meeting"), "due_on"):
        cooperation = row.decision.meeting.cooperation_id
        yield Deadline(
            key=f"condition:{row.pk}",
            kind=CONDITION,
            day=row.due_on,
            title=_("Condition: %(condition)s") % {"condition": row},
            about=row.decision.title,
            url=row.get_absolute_url(),
            to=offices.answering(cooperation, row.responsible_id),
            escalate_to=offices.leading(cooperation),
        )


def unmet(window: Window) -> QuerySet:
    """The conditions among which ``conditions`` looks."""
    rows = DecisionCondition.objects.open().filter(due_on__lte=window.last)
    if window.person is None:
        return rows.filter(due_on__gte=window.first)
    led = window.once(Offices.on).led_by(window.person)
    return rows.filter(Q(responsible=window.person) | Q(decision__meeting__cooperation__in=led))
