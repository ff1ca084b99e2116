"""Mail to people about their accounts."""

from celery import shared_task
from django.conf import settings

from portal.accounts import mail
from portal.accounts.models import User


@shared_task
def send_invitation(person_id: int) -> None:
    """Mail a link for choosing a password, unless one has been chosen or the account was closed meanwhile."""
    person = User.objects.filter(pk=person_id, is_active=True).first()
    if person is not None and person.awaits_password:
        days = settings.PASSWORD_RESET_TIMEOUT // 86400
        mail.send("invitation", person, {"link": mail.password_url(person), "days": days})
