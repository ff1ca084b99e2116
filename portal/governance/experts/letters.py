"""The letter that asks a person with an account for consent to be in the register of experts."""

from celery import shared_task
from django.db import transaction

from portal.accounts import mail
from portal.governance.models import Expert
from portal.governance.states.experts import ExpertState


def ask_for_consent(expert: Expert) -> None:
    """Ask the person, when the change is through."""
    key = expert.pk
    transaction.on_commit(lambda: send.delay(key))


@shared_task
def send(expert_id: int) -> None:
    """One letter, unless the person has answered meanwhile."""
    rows = Expert.objects.select_related("user", "cooperation", "created_by")
    expert = rows.filter(pk=expert_id, state=ExpertState.AWAITING, user__is_active=True).first()
    if expert is not None and expert.user is not None:
        link = mail.absolute(expert.get_absolute_url())
        mail.send("expert_consent", expert.user, {"expert": expert, "link": link})
