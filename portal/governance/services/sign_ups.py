"""Taking a place at an event and giving it up.

Each of these holds the event's row first, so that two who ask for the last place are answered one after the other, and
a place that becomes free goes to whoever has waited longest.
"""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import actor_of
from portal.accounts.models import User
from portal.governance.events import letters
from portal.governance.models import Event, SignUp
from portal.governance.rules import events as rules
from portal.governance.states.events import SIGN_UP, EventState, SignUpState
from portal.workflow import audit, transitions
from portal.workflow.errors import Refused, ask, refused


@transaction.atomic
def sign_up(*, by: Any, event_id: int, user_id: int, note: str = "") -> SignUp:
    """Take a place for a person, or the last of the waiting list where all are taken; the person gets a letter.

    Raises ``Refused`` when the event takes nobody, is not for the person, or ``by`` may not answer for the person.
    """
    event = Event.objects.select_for_update().get(pk=event_id)
    person = User.objects.get(pk=user_id)
    ask(rules.may_answer_for(actor_of(by), event, person))
    ask(rules.is_open(event, timezone.now()))
    ask(rules.may_take_part(person, event))
    row = SignUp.objects.filter(event=event, user=person).first()
    if row is not None and row.state != SignUpState.WITHDRAWN:
        raise refused(_("%(name)s has signed up already."), "user", name=person.name)
    has_room = event.seats is None or SignUp.objects.filter(event=event).taken().count() < event.seats
    facts = {
        "organisation": rules.organisation_of(person, event.cooperation_id),
        "asked_at": timezone.now(),
        "asked_by": by,
        "note": note,
    }
    if row is None:
        state = SignUpState.SIGNED_UP if has_room else SignUpState.WAITING
        row = SignUp.objects.create(event=event, user=person, state=state, **facts)
        audit.record("sign_up.made", row, by=by, changes={"state": (None, state)})
    else:
        for name, value in facts.items():
            setattr(row, name, value)
        step = "take" if has_room else "queue"
        transitions.apply(SIGN_UP, step, row, by=by, field="state", saving=tuple(facts))
    letters.tell(row, letters.CONFIRMED if row.state == SignUpState.SIGNED_UP else letters.WAITING)
    return row


@transaction.atomic
def withdraw(*, by: Any, sign_up_id: int) -> SignUp:
    """Give up a place, or leave the waiting list; whoever has waited longest moves up."""
    event_id = SignUp.objects.values_list("event", flat=True).get(pk=sign_up_id)
    event = Event.objects.select_for_update().get(pk=event_id)
    row = SignUp.objects.select_for_update(of=("self",)).select_related("user").get(pk=sign_up_id)
    ask(rules.may_answer_for(actor_of(by), event, row.user))
    if event.starts_at <= timezone.now():
        raise Refused(rules.BEGUN)
    transitions.apply(SIGN_UP, "withdraw", row, by=by, field="state")
    if by.pk != row.user_id:
        letters.tell(row, letters.WITHDRAWN)
    move_up(event, by=None)
    return row


def move_up(event: Event, *, by: Any) -> list[SignUp]:
    """Give free places to those who wait, in their order. The caller holds the event's row."""
    if event.starts_at <= timezone.now() or event.state != EventState.ANNOUNCED:
        return []
    waiting = SignUp.objects.filter(event=event).waiting().select_for_update()
    if event.seats is not None:
        free = event.seats - SignUp.objects.filter(event=event).taken().count()
        waiting = waiting[: max(free, 0)]
    moved = list(waiting)
    for row in moved:
        transitions.apply(SIGN_UP, "move_up", row, by=by, field="state")
        letters.tell(row, letters.MOVED_UP)
    return moved
