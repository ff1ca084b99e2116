"""The last days to answer to a specification that was put forward, for each of the group who has not answered."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.organisations.models import Seat
from portal.organisations.periods import valid_on
from portal.workflow.deadlines import Deadline, Kind, Window
from procurements.models import SpecificationApproval, SpecificationRevision
from procurements.states.requirements import WRITTEN_IN, SpecificationState

ANSWER = Kind("specification", gettext_lazy("Answer to a specification"), (7, 3, 1))


def to_answer(window: Window) -> Iterator[Deadline]:
    """Seats whose holders have not answered to the revision that waits for them."""
    revisions = list(window.nearest(waiting(window).select_related("specification__procurement"), "due_on"))
    answered = set(SpecificationApproval.objects.filter(revision__in=revisions).values_list("revision", "seat"))
    seats = _seats(revisions, window.today)
    for revision in revisions:
        procurement = revision.specification.procurement
        silent = [seat.user_id for seat in seats[procurement.group_id] if (revision.pk, seat.pk) not in answered]
        if silent:
            yield Deadline(
                key=f"specification:{revision.pk}",
                kind=ANSWER,
                day=revision.due_on,
                title=_("Answer to the specification"),
                about=procurement.title,
                url=reverse("specification-answer", args=[procurement.pk]),
                to=tuple(silent),
            )


def waiting(window: Window) -> QuerySet[SpecificationRevision]:
    """The revisions behind ``to_answer``."""
    rows = SpecificationRevision.objects.filter(
        number=F("specification__revision"),
        specification__state=SpecificationState.PUT_FORWARD,
        specification__procurement__stage__in=WRITTEN_IN,
        due_on__range=(window.first, window.last),
    )
    if window.person is None:
        return rows
    own = Seat.objects.filter(valid_on(window.today), user=window.person)
    return rows.filter(specification__procurement__group__in=own.values("group"))


def _seats(revisions: list[SpecificationRevision], day: date) -> dict[int | None, list[Seat]]:
    """Who has a seat on a day in the groups that the revisions wait for, by group."""
    groups = {revision.specification.procurement.group_id for revision in revisions} - {None}
    found: dict[int | None, list[Seat]] = defaultdict(list)
    for seat in Seat.objects.filter(valid_on(day), group__in=groups, user__is_active=True).order_by("user"):
        found[seat.group_id].append(seat)
    return found
