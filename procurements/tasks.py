"""Letters about needs."""

from celery import shared_task

from portal.accounts import mail
from portal.accounts.models import User
from portal.organisations.pages import contacts_of
from procurements.letters import dialogue, participation, proposals  # noqa: F401 - their tasks
from procurements.models import Need


@shared_task
def tell_of_need(need_id: int) -> None:
    """Have a letter sent to the purchasing contact and the deputy of the organisation that needs something, one task
    for each, so that one that fails is tried again alone. Who reported it gets none."""
    need = Need.objects.select_related("organisation").filter(pk=need_id).first()
    if need is not None:
        for row in contacts_of(need.organisation):
            if row.user_id != need.reported_by_id:
                send_need.delay(need_id, row.user_id)


@shared_task
def send_need(need_id: int, person_id: int) -> None:
    """Tell one person that a need has been reported."""
    _send("need", need_id, person_id)


@shared_task
def tell_of_answer(need_id: int) -> None:
    """Have a letter sent to whoever reported a need, or one that was merged into it: it has been answered."""
    need = Need.objects.filter(pk=need_id).first()
    if need is not None:
        asked = {need.reported_by_id, *need.merged.values_list("reported_by", flat=True)}
        for person in sorted(asked - {need.answered_by_id}):
            send_answer.delay(need_id, person)


@shared_task
def send_answer(need_id: int, person_id: int) -> None:
    """Tell one person that a need has been answered."""
    _send("need_answered", need_id, person_id)


def _send(template: str, need_id: int, person_id: int) -> None:
    need = Need.objects.select_related("organisation", "reported_by", "answered_by").filter(pk=need_id).first()
    person = User.objects.filter(pk=person_id, is_active=True).first()
    if need is not None and person is not None:
        mail.send(template, person, {"need": need, "link": mail.absolute(need.get_absolute_url())})
