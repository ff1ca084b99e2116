"""The latest days to begin what takes an agreement's place."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.deadlines import answering
from agreements.models import Agreement
from portal.organisations.models import Cooperation
from portal.organisations.offices import Offices
from portal.workflow.deadlines import Deadline, Kind, Window
from procurements.plan.gaps import Gap, about, gaps, gaps_about, without_successor

SUCCESSOR = Kind("successor", gettext_lazy("Latest day to start a successor"), (180, 90, 30))


def successors(window: Window) -> Iterator[Deadline]:
    """The latest day to begin a successor of each agreement that has none planned in time, for its responsible officer
    or those who lead its cooperation. One that is planned too late is theirs to move, and told on the plan."""
    offices = window.once(Offices.on)
    for gap in _gaps(window):
        people = answering(gap.agreement, offices)
        concerns = window.person is None or window.person in people
        if gap.successor is None and concerns and window.first <= gap.begin_by <= window.last:
            yield Deadline(
                key=f"successor:{gap.agreement.pk}",
                kind=SUCCESSOR,
                day=gap.begin_by,
                title=_("Begin the procurement that takes its place"),
                about=gap.agreement.title,
                url=reverse("successor-list"),
                to=people,
            )


def running_out(window: Window) -> QuerySet[Agreement]:
    """The agreements behind ``successors``, however long they still run."""
    found = without_successor(window.today)
    if window.person is None:
        return found
    return found.filter(about(window.person, window.once(Offices.on).worked_in_by(window.person)))


def _gaps(window: Window) -> list[Gap]:
    if window.person is None:
        return gaps(Cooperation.objects.values("pk"), window.today)
    return window.once(gaps_about, window.person, window.once(Offices.on).worked_in_by(window.person))
