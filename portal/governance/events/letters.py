"""Letters to those who have signed up for an event, each in its reader's language and with what a calendar needs.

A task for each letter, so that one that fails is tried again alone; it is sent when the change is through.
"""

from typing import Any

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from portal.accounts import mail
from portal.governance.events import calendar
from portal.governance.events.wording import when
from portal.governance.models import Event, SignUp
from portal.governance.states.events import SignUpState

CONFIRMED, WAITING, MOVED_UP = "event_confirmed", "event_waiting", "event_moved_up"
CHANGED, CANCELLED, WITHDRAWN = "event_changed", "event_cancelled", "event_withdrawn"

#: What the person's calendar is told with a letter, and the place that the letter still holds of.
_METHODS = {
    CONFIRMED: calendar.REQUEST,
    MOVED_UP: calendar.REQUEST,
    CHANGED: calendar.REQUEST,
    CANCELLED: calendar.CANCEL,
    WITHDRAWN: calendar.CANCEL,
}


def tell(row: SignUp, letter: str, reason: str = "") -> None:
    """Write one person about a place."""
    key = row.pk
    transaction.on_commit(lambda: send.delay(key, letter, reason))


def tell_all(event: Event, letter: str, reason: str = "") -> None:
    """Write everybody who has a place or waits for one."""
    concerned = SignUp.objects.filter(event=event).exclude(state=SignUpState.WITHDRAWN)
    for row in concerned.order_by("pk"):
        tell(row, letter, reason)


@shared_task
def send(sign_up_id: int, letter: str, reason: str = "") -> None:
    """One letter; nobody with a closed account gets any, nor somebody of whom it does not hold any more."""
    rows = SignUp.objects.select_related("user", "event__cooperation", "event__host")
    row = rows.filter(pk=sign_up_id, user__is_active=True).first()
    if row is None or not _holds(row, letter):
        return
    event = row.event
    context: dict[str, Any] = {
        "event": event,
        "when": when,
        "reason": reason,
        "link": mail.absolute(event.get_absolute_url()),
    }
    invitations = []
    if (method := _METHODS.get(letter)) and not (letter == CHANGED and row.state == SignUpState.WAITING):
        content = calendar.invitation(event, row.user, timezone.now(), method)
        invitations.append(mail.Invitation(content, method))
    mail.send(letter, row.user, context, invitations)


def _holds(row: SignUp, letter: str) -> bool:
    """Whether what a letter says is true still when it is written."""
    states = {
        CONFIRMED: (SignUpState.SIGNED_UP,),
        MOVED_UP: (SignUpState.SIGNED_UP,),
        WAITING: (SignUpState.WAITING,),
        WITHDRAWN: (SignUpState.WITHDRAWN,),
    }
    return row.state in states.get(letter, (SignUpState.SIGNED_UP, SignUpState.WAITING))
