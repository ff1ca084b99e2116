"""When risks are reviewed: by their owners, and in the end by those who lead the office."""

from collections.abc import Iterator

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.governance.models import Risk
from portal.organisations.offices import Offices
from portal.workflow.deadlines import Deadline, Kind, Window

REVIEW = Kind("risk-review", gettext_lazy("Review of a risk"), (14, 0), stays=True)


def reviews(window: Window) -> Iterator[Deadline]:
    """The days on which standing risks are reviewed. One that nobody in service owns is the office's."""
    offices = window.once(Offices.on)
    for row in window.nearest(to_review(window), "review_on"):
        yield Deadline(
            key=f"risk:{row.pk}",
            kind=REVIEW,
            day=row.review_on,
            title=_("Review of a risk"),
            about=row.title,
            url=row.get_absolute_url(),
            to=offices.answering(row.cooperation_id, row.owner_id),
            escalate_to=offices.leading(row.cooperation_id),
        )


def to_review(window: Window) -> QuerySet:
    """The risks among which ``reviews`` looks."""
    rows = Risk.objects.standing().filter(review_on__lte=window.last)
    if window.person is None:
        return rows.filter(review_on__gte=window.first)
    led = window.once(Offices.on).led_by(window.person)
    return rows.filter(Q(owner=window.person) | Q(cooperation__in=led))
