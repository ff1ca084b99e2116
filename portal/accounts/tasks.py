"""Mail to people about their accounts and what they answer for."""

from datetime import date

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from portal.accounts import digests, mail
from portal.accounts.models import User
from portal.workflow import reminders

FIRST_HOUR = 6  # nobody is written to in the night


@shared_task
def send_invitation(person_id: int) -> None:
    """Mail a link for choosing a password, unless one has been chosen or the account was closed meanwhile."""
    person = User.objects.filter(pk=person_id, is_active=True).first()
    if person is not None and person.awaits_password:
        days = settings.PASSWORD_RESET_TIMEOUT // 86400
        mail.send("invitation", person, {"link": mail.password_url(person), "days": days})


def remind(today: date) -> None:
    """The daily duty: claim the day's reminders, and have every letter sent that waits, today's and those that failed
    before."""
    if timezone.localtime().hour < FIRST_HOUR:
        return
    reminders.claim(today)
    for person_id in reminders.waiting(today):
        send_digest.delay(person_id)


@shared_task
def send_digest(person_id: int) -> None:
    """Send a person the reminders that wait; when that fails they are given back, and the next run tries again."""
    taken = reminders.take(person_id)
    person = User.objects.filter(pk=person_id, is_active=True).first()
    if person is None or not taken:
        return
    try:
        digests.send(person, taken)
    except Exception:  # whatever it was, the letter has not gone; the error goes on to the worker, which logs it
        reminders.give_back(taken)
        raise
