"""Duties that somebody holds today and nobody will soon: for those who say who takes over."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.governance.duties.coverage import coverages
from portal.governance.models import Duty
from portal.organisations.models import Cooperation, Membership
from portal.organisations.offices import Offices
from portal.workflow.deadlines import Deadline, Kind, Window

HOLE = Kind("duty-hole", gettext_lazy("Duty that nobody will hold"), (30, 7))


def holes(window: Window) -> Iterator[Deadline]:
    """The days from which nobody holds a duty that is held today: for the member's purchasing contacts, and for
    those who lead the office, at first those of the region alone."""
    offices = window.once(Offices.on)
    for covered in coverages(concerned(window), window.today):
        heads = offices.leading(covered.cooperation.pk)
        for cell in covered.cells:
            day = cell.hole_on
            if day is None or not window.first <= day <= window.last:
                continue
            local = tuple(sorted(offices.contacts[cell.organisation.pk])) if cell.organisation else ()
            yield Deadline(
                key=f"duty-hole:{cell.duty.pk}:{cell.organisation.pk if cell.organisation else 0}",
                kind=HOLE,
                day=day,
                title=_("Nobody will hold the duty: %(duty)s") % {"duty": cell.duty},
                about=str(cell.organisation or covered.cooperation),
                url=cell.duty.get_absolute_url(),
                to=local or heads,
                escalate_to=heads,
            )


def concerned(window: Window) -> QuerySet[Cooperation]:
    """The cooperations with duties, among whose places ``holes`` looks: those that a person leads, or a member of which
    has that person as its purchasing contact."""
    found = Cooperation.objects.filter(Exists(Duty.objects.on(window.today).filter(cooperation=OuterRef("pk"))))
    if window.person is None:
        return found
    offices = window.once(Offices.on)
    counselled = Membership.objects.on(window.today).filter(organisation__in=offices.counselled_by(window.person))
    return found.filter(Q(pk__in=offices.led_by(window.person)) | Q(pk__in=counselled.values("cooperation")))
