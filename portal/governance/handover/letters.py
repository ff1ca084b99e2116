"""Letters to those who take something over, with a list of it."""

from celery import shared_task

from portal.accounts import mail
from portal.accounts.models import User
from portal.governance.models import Handover
from portal.governance.states.handover import HandoverState, Outcome


@shared_task
def tell(handover_id: int, person_id: int) -> None:
    """Write to one successor what has come to that person by a handover."""
    handover = Handover.objects.select_related("person", "cooperation").filter(pk=handover_id).first()
    person = User.objects.filter(pk=person_id, is_active=True).first()
    if handover is None or person is None or handover.state != HandoverState.DONE:
        return
    items = handover.items.filter(to=person, outcome=Outcome.MOVED)
    if items:
        said = {
            "handover": handover,
            "items": [(item.title, mail.absolute(item.url) if item.url else "") for item in items],
            "link": mail.absolute(handover.get_absolute_url()),
        }
        mail.send("handover", person, said)
