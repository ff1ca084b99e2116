"""Duties that somebody holds today and nobody will soon: for those who say who takes over."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.actor import Role
from portal.governance.duties.coverage import coverages
from portal.organisations.models import Appointment, Cooperation
from portal.organisations.periods import valid_on
from portal.workflow.deadlines import Deadline, Kind, Window

HOLE = Kind("duty-hole", gettext_lazy("Duty that nobody will hold"), (30, 7))


def holes(window: Window) -> Iterator[Deadline]:
    """The days from which nobody holds a duty that is held today: for the member's purchasing contacts, and for the
    regional manager, at first those of the region alone."""
    leading, contacts = window.once(_answering)
    cooperations = Cooperation.objects.filter(duties__isnull=False).distinct()
    if window.person is not None:
        own = Appointment.objects.filter(valid_on(window.today), user=window.person)
        cooperations = cooperations.filter(
            Q(pk__in=own.values("cooperation")) | Q(memberships__organisation__in=own.values("organisation"))
        )
    for covered in coverages(cooperations, window.today):
        for cell in covered.cells:
            day = cell.hole_on
            if day is None or not window.first <= day <= window.last:
                continue
            heads = tuple(sorted(leading[covered.cooperation.pk]))
            local = tuple(sorted(contacts[cell.organisation.pk])) if cell.organisation else ()
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


def _answering(day: date) -> tuple[dict[int, set[int]], dict[int, set[int]]]:
    """Who leads each cooperation, and who is purchasing contact of each organisation, by ids."""
    leading: dict[int, set[int]] = defaultdict(set)
    contacts: dict[int, set[int]] = defaultdict(set)
    rows = Appointment.objects.filter(
        valid_on(day), role__in=(Role.MANAGER, Role.CONTACT), user__is_active=True
    ).values_list("role", "cooperation", "organisation", "user")
    for role, cooperation, organisation, user in rows:
        if role == Role.MANAGER:
            leading[cooperation].add(user)
        else:
            contacts[organisation].add(user)
    return leading, contacts
