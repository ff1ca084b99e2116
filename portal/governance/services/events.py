"""Arranging an event: announcing, changing and cancelling it, its material, and what remains of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import actor_of
from portal.accounts.models import User
from portal.files.services import delete_file, store_upload
from portal.governance.events import letters
from portal.governance.models import Event, EventMaterial, SignUp
from portal.governance.rules import events as rules
from portal.governance.services.meetings import facts
from portal.governance.services.sign_ups import move_up
from portal.governance.states.events import EVENT, EventState
from portal.organisations.models import Group
from portal.workflow import audit, transitions
from portal.workflow.errors import ask, refused
from portal.workflow.versions import locked


@dataclass(frozen=True)
class EventData:
    """An event as it is planned. ``seats`` is None where there is room for all, ``groups`` empty for everybody."""

    kind: str
    title: str
    starts_at: datetime
    ends_at: datetime
    description: str = ""
    place: str = ""
    online_url: str = ""
    host: User | None = None
    speakers: str = ""
    groups: Sequence[Group] = ()
    is_public: bool = False
    seats: int | None = None
    sign_up_until: date | None = None


PLAIN_FIELDS = tuple(name for name in EventData.__dataclass_fields__ if name != "groups")
#: What people who have signed up are told of when it changes.
MATTERS = ("starts_at", "ends_at", "place", "online_url")


@transaction.atomic
def plan(*, by: Any, cooperation_id: int, data: EventData) -> Event:
    """Plan an event; only the office sees it until it is announced."""
    ask(rules.may_arrange(actor_of(by), cooperation_id))
    event = Event(cooperation_id=cooperation_id, created_by=by)
    _fill(event, data)
    changes = {name: (None, value) for name, value in _facts(event).items() if value}
    audit.record("event.planned", event, by=by, changes=changes)
    return event


@transaction.atomic
def change(*, by: Any, event_id: int, version: int, data: EventData) -> Event:
    """Change an event. Who has signed up is told of another time or place; new places go to those who wait.

    Raises ``Conflict`` when somebody else changed it meanwhile.
    """
    event = locked(Event, event_id, version)
    ask(rules.may_change(actor_of(by), event))
    before = _facts(event)
    event.version += 1
    _fill(event, data)
    changes = audit.differences(before, _facts(event))
    audit.record("event.changed", event, by=by, changes=changes)
    if event.state == EventState.ANNOUNCED:
        if changes.keys() & set(MATTERS):
            letters.tell_all(event, letters.CHANGED)
        move_up(event, by=by)
    return event


@transaction.atomic
def announce(*, by: Any, event_id: int) -> Event:
    """Let those whom it is for see an event and sign up."""
    event = _locked(event_id)
    ask(rules.may_change(actor_of(by), event))
    if event.starts_at <= timezone.now():
        raise refused(_("The event lies in the past: nobody can sign up any more."))
    event.announced_at = timezone.now()
    transitions.apply(EVENT, "announce", event, by=by, field="state", saving=("announced_at",))
    return event


@transaction.atomic
def cancel(*, by: Any, event_id: int, reason: str) -> Event:
    """Cancel an event; everybody who has signed up or waits is told why."""
    event = _locked(event_id)
    ask(rules.may_change(actor_of(by), event))
    transitions.apply(EVENT, "cancel", event, by=by, field="state", reason=reason)
    letters.tell_all(event, letters.CANCELLED, reason)
    return event


@transaction.atomic
def wrap_up(*, by: Any, event_id: int, present: Collection[int], takeaways: str) -> Event:
    """Say who of those with a place was there (by the ids of their sign-ups) and what was learned; closes the event."""
    event = _locked(event_id)
    ask(rules.may_close(actor_of(by), event, timezone.now()))
    taken = SignUp.objects.filter(event=event).taken()
    taken.filter(pk__in=present).update(has_attended=True)
    taken.exclude(pk__in=present).update(has_attended=False)
    before, event.takeaways = event.takeaways, takeaways
    event.save(update_fields=["takeaways"])
    if event.state == EventState.ANNOUNCED:
        transitions.apply(EVENT, "close", event, by=by, field="state")
    changes = audit.differences({"takeaways": before}, {"takeaways": takeaways})
    audit.record("event.wrapped_up", event, by=by, changes={**changes, "present": (None, len(present))})
    return event


@transaction.atomic
def add_material(*, by: Any, event_id: int, upload: UploadedFile, title: str = "") -> EventMaterial:
    """Hand in a file for those who take part. Raises ``Refused`` for one that is not accepted."""
    event = _locked(event_id)
    ask(rules.may_look_after(actor_of(by), event))
    file = store_upload(by=by, upload=upload)
    row = EventMaterial.objects.create(event=event, title=title or file.name, file=file)
    audit.record("event.material_added", event, by=by, changes={"material": (None, row.title)})
    return row


@transaction.atomic
def remove_material(*, by: Any, material_id: int) -> None:
    """Take a file away again."""
    row = EventMaterial.objects.select_related("event", "file").get(pk=material_id)
    ask(rules.may_look_after(actor_of(by), row.event))
    row.delete()
    delete_file(file=row.file)
    audit.record("event.material_removed", row.event, by=by, changes={"material": (row.title, None)})


def _locked(event_id: int) -> Event:
    return Event.objects.select_for_update().get(pk=event_id)


def _fill(event: Event, data: EventData) -> None:
    if data.ends_at <= data.starts_at:
        raise refused(_("An event ends after it has begun."), "ends_at")
    if data.sign_up_until is not None and data.sign_up_until > timezone.localdate(data.starts_at):
        raise refused(_("People sign up before the event begins."), "sign_up_until")
    if any(group.cooperation_id != event.cooperation_id for group in data.groups):
        raise refused(_("That group belongs to another cooperation."), "groups")
    for name in PLAIN_FIELDS:
        setattr(event, name, getattr(data, name))
    event.save()
    event.groups.set(data.groups)


def _facts(event: Event) -> dict[str, Any]:
    """What is planned, as the history writes it: moments by our own clock, however they came in."""
    moments = {name: f"{timezone.localtime(getattr(event, name)):%Y-%m-%d %H:%M}" for name in ("starts_at", "ends_at")}
    return facts(event, PLAIN_FIELDS) | moments
