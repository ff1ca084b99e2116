"""The last days to answer to a specification that was put forward, for each of the group who has not answered."""

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q
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
    waiting = SpecificationRevision.objects.filter(
        number=F("specification__revision"),
        specification__state=SpecificationState.PUT_FORWARD,
        specification__procurement__stage__in=WRITTEN_IN,
        due_on__range=(window.first, window.last),
    ).select_related("specification__procurement")
    if window.person is not None:
        own = Seat.objects.filter(valid_on(window.today), user=window.person)
        waiting = waiting.filter(specification__procurement__group__in=own.values("group"))
    for revision in waiting.order_by("due_on", "pk")[: window.most]:
        procurement = revision.specification.procurement
        answered = SpecificationApproval.objects.filter(revision=revision, seat=OuterRef("pk"))
        seats = Seat.objects.filter(valid_on(window.today), ~Q(Exists(answered)), group=procurement.group_id)
        people = seats.filter(user__is_active=True).order_by("user").values_list("user", flat=True)
        if people:
            yield Deadline(
                key=f"specification:{revision.pk}",
                kind=ANSWER,
                day=revision.due_on,
                title=_("Answer to the specification"),
                about=procurement.title,
                url=reverse("specification-answer", args=[procurement.pk]),
                to=tuple(people),
            )
