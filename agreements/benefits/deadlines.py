"""When claimed benefits are to be reviewed: for those of the office who did not enter them themselves."""

from collections.abc import Iterator

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.models import Benefit
from agreements.states.benefits import BenefitState
from portal.organisations.offices import Offices
from portal.workflow.deadlines import Deadline, Kind, Window

REVIEW = Kind("benefit-review", gettext_lazy("Benefit to be reviewed"), (30, 7), stays=True)


def reviews(window: Window) -> Iterator[Deadline]:
    """Claimed benefits, by the day on which they are to be reviewed; what is late stays until it is done."""
    offices = window.once(Offices.on)
    for row in window.nearest(unreviewed(window).select_related("agreement", "organisation"), "review_on"):
        yield Deadline(
            key=f"benefit-review:{row.pk}",
            kind=REVIEW,
            day=row.review_on,
            title=_("Review the benefit of %(member)s in %(year)s")
            % {"member": row.organisation.name, "year": row.year},
            about=row.agreement.title,
            url=row.get_absolute_url(),
            to=tuple(sorted(offices.staff[row.agreement.cooperation_id] - {row.entered_by_id, row.claimed_by_id})),
        )


def unreviewed(window: Window) -> QuerySet[Benefit]:
    """The benefits behind ``reviews``."""
    found = Benefit.objects.filter(state=BenefitState.CLAIMED, review_on__lte=window.last)
    if window.person is None:
        return found.filter(review_on__gte=window.first)
    own = Q(entered_by=window.person) | Q(claimed_by=window.person)
    worked_in = window.once(Offices.on).worked_in_by(window.person)
    return found.filter(agreement__cooperation__in=worked_in).exclude(own)
