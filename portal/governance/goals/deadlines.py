"""When goals are to be measured: what a year came to is known by the end of March of the next."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.governance.models import Goal, Measurement
from portal.governance.people import People
from portal.workflow.deadlines import Deadline, Kind, Window

MEASURE = Kind("goal-measurement", gettext_lazy("Goal to be measured"), (30, 7))


def to_measure(window: Window) -> Iterator[Deadline]:
    """Goals that were in force last year and have no figure of it: for whoever is responsible, or those who lead."""
    due = date(window.today.year, 3, 31)
    if not window.first <= due <= window.last:
        return
    people, year = window.once(People.on), window.today.year - 1
    measured = Measurement.objects.standing().filter(goal=OuterRef("pk"), year=year)
    found = Goal.objects.in_force(window.today).filter(
        ~Exists(measured), valid_from__lte=date(year, 12, 31), baseline_year__lt=year
    )
    if window.person is not None:
        led = Q(strategy__cooperation__in=people.led_by(window.person))
        found = found.filter(Q(responsible=window.person) | led)
    for goal in found.select_related("strategy").order_by("pk")[: window.most]:
        yield Deadline(
            key=f"goal-measurement:{goal.pk}:{year}",
            kind=MEASURE,
            day=due,
            title=_("Enter what was measured in %(year)s") % {"year": year},
            about=goal.title,
            url=goal.get_absolute_url(),
            to=people.answering(goal.strategy.cooperation_id, goal.responsible_id),
        )
