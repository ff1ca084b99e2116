"""Letters to the agreement group: a seat was given, a specification waits for answers."""

from celery import shared_task
from django.urls import reverse
from django.utils import timezone

from portal.accounts import mail
from portal.organisations.models import Seat
from portal.organisations.periods import valid_on
from procurements.models import Procurement, SpecificationRevision
from procurements.rules.requirements import seats_of
from procurements.states.requirements import SpecificationState


@shared_task
def tell_of_seat(procurement_id: int, seat_id: int) -> None:
    """Tell the holder of a new seat of the procurement, and where its requirements are."""
    procurement = Procurement.objects.select_related("cooperation").filter(pk=procurement_id).first()
    seats = Seat.objects.select_related("user", "organisation").exclude(valid_to__lt=timezone.localdate())
    seat = seats.filter(pk=seat_id, user__is_active=True).first()
    if procurement is not None and seat is not None and seat.group_id == procurement.group_id:
        link = mail.absolute(reverse("specification", args=[procurement_id]))
        mail.send("expert_appointed", seat.user, {"procurement": procurement, "seat": seat, "link": link})


@shared_task
def tell_of_specification(revision_id: int) -> None:
    """Have a letter sent to everybody in the group who has not answered yet, one task for each."""
    revision = SpecificationRevision.objects.select_related("specification__procurement").filter(pk=revision_id).first()
    if revision is not None:
        for seat in seats_of(revision.specification.procurement):
            send_specification.delay(revision_id, seat.pk)


@shared_task
def send_specification(revision_id: int, seat_id: int) -> None:
    """Ask the holder of a seat to answer, as long as this is the revision that waits for it."""
    found = SpecificationRevision.objects.select_related("specification__procurement__cooperation", "by")
    revision = found.filter(pk=revision_id, specification__state=SpecificationState.PUT_FORWARD).first()
    if revision is None or revision.number != revision.specification.revision:
        return
    procurement = revision.specification.procurement
    seat = (
        Seat.objects.filter(valid_on(timezone.localdate()), pk=seat_id, user__is_active=True)
        .exclude(pk__in=revision.approvals.values("seat"))
        .select_related("user")
        .first()
    )
    if seat is not None and seat.group_id == procurement.group_id:
        link = mail.absolute(reverse("specification-answer", args=[procurement.pk]))
        mail.send("specification", seat.user, {"procurement": procurement, "revision": revision, "link": link})
