"""When goals are to be measured: what a year came to is known by the end of March of the next."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.governance.models import Goal, Measurement
from portal.organisations.offices import Offices
from portal.workflow.deadlines import Deadline, Kind, Window

MEASURE = Kind("goal-measurement", gettext_lazy("Goal to be measured"), (30, 7))


def to_measure(window: Window) -> Iterator[Deadline]:
    """Goals that were in force last year and have no figure of it: for whoever is responsible, or those who lead."""
    offices, year = window.once(Offices.on), window.today.year - 1
    for goal in unmeasured(window).select_related("strategy").order_by("pk")[: window.most]:
        yield Deadline(
            key=f"goal-measurement:{goal.pk}:{year}",
            kind=MEASURE,
            day=_due(window),
            title=_("Enter what was measured in %(year)s") % {"year": year},
            about=goal.title,
            url=goal.get_absolute_url(),
            to=offices.answering(goal.strategy.cooperation_id, goal.responsible_id),
        )


def unmeasured(window: Window) -> QuerySet[Goal]:
    """The goals behind ``to_measure``."""
    if not window.first <= _due(window) <= window.last:
        return Goal.objects.none()
    year = window.today.year - 1
    measured = Measurement.objects.standing().filter(goal=OuterRef("pk"), year=year)
    found = Goal.objects.in_force(window.today).filter(
        ~Exists(measured), valid_from__lte=date(year, 12, 31), baseline_year__lt=year
    )
    if window.person is None:
        return found
    led = window.once(Offices.on).led_by(window.person)
    return found.filter(Q(responsible=window.person) | Q(strategy__cooperation__in=led))


def _due(window: Window) -> date:
    return date(window.today.year, 3, 31)
