"""The last days to answer whether an organisation takes part, for those who answer for it."""

from collections.abc import Iterator

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.organisations.offices import Offices
from portal.workflow.deadlines import Deadline, Kind, Window
from procurements.models import Participation

ANSWER = Kind("participation", gettext_lazy("Answer whether you take part"), (14, 3, 1))


def to_answer(window: Window) -> Iterator[Deadline]:
    """Invitations that nobody has answered, for the organisation's purchasing contact and deputy; where it has none,
    for the cooperation's office, which has to find somebody."""
    offices = window.once(Offices.on)
    for row in window.nearest(unanswered(window).select_related("procurement", "organisation"), "due_on"):
        to = tuple(sorted(offices.contacts[row.organisation_id]))
        yield Deadline(
            key=f"participation:{row.pk}",
            kind=ANSWER,
            day=row.due_on,
            title=_("Answer whether %(organisation)s takes part") % {"organisation": row.organisation.name},
            about=row.procurement.title,
            url=row.get_absolute_url(),
            to=to or offices.leading(row.procurement.cooperation_id),
        )


def unanswered(window: Window) -> QuerySet[Participation]:
    """The invitations behind ``to_answer``."""
    offices, concerning = window.once(Offices.on), Q()
    if window.person is not None:
        concerning = Q(organisation__in=offices.counselled_by(window.person)) | Q(
            procurement__cooperation__in=offices.led_by(window.person)
        )
    return Participation.objects.answerable(window.first).filter(concerning, due_on__lte=window.last)
