"""Minutes: written item by item in the meeting, approved afterwards by those chosen for it, and locked by that."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import actor_of
from portal.accounts.models import User
from portal.governance.meetings import letters
from portal.governance.models import Adjuster, AgendaItem, Meeting, MinutesNote
from portal.governance.rules import meetings as rules
from portal.governance.services.agenda import changed
from portal.governance.services.meetings import held_back, of_item
from portal.governance.states.meetings import MEETING
from portal.workflow import audit, transitions
from portal.workflow.errors import ask, refused
from portal.workflow.versions import locked


@transaction.atomic
def minute(*, by: Any, item_id: int, version: int, text: str) -> AgendaItem:
    """Write what was said under an item. Raises ``Conflict`` when somebody else wrote there meanwhile."""
    item = changed(by, item_id, version)
    text = text.strip()
    if item.minutes != text:
        changes = {"minutes": (item.minutes, text)}
        item.minutes, item.minuted_by, item.minuted_at = text, by, timezone.now()
        item.version += 1
        item.save(update_fields=["minutes", "minuted_by", "minuted_at", "version"])
        audit.record("agenda_item.minuted", item, by=by, changes=changes)
    return item


@transaction.atomic
def choose_adjusters(*, by: Any, meeting_id: int, chair: User | None, adjusters: Iterable[User]) -> Meeting:
    """Say who chaired the meeting, and who beside the chair was chosen to approve its minutes. Raises ``Refused`` for
    somebody who does not see the meeting."""
    meeting = of_item(by, meeting_id)
    if chair is None:
        raise refused(_("Say who chaired the meeting."), "chair")
    chosen = {person.pk: person for person in adjusters if person.pk != chair.pk}
    for person in (chair, *chosen.values()):
        if not Meeting.objects.visible_to(person).filter(pk=meeting.pk).exists():
            raise refused(
                _("%(name)s does not see this meeting, and cannot approve its minutes."), "adjusters", name=person
            )
    before = _told(meeting)
    meeting.adjusters.all().delete()
    Adjuster.objects.create(meeting=meeting, user=chair, is_chair=True)
    Adjuster.objects.bulk_create(Adjuster(meeting=meeting, user=person) for person in chosen.values())
    after = _told(meeting)
    if before != after:
        audit.record("meeting.adjusters_chosen", meeting, by=by, changes={"adjusters": (before, after)})
    return meeting


@transaction.atomic
def put_forward(*, by: Any, meeting_id: int, version: int) -> Meeting:
    """Put the minutes forward: nothing in them changes any more, and those chosen are asked to approve them. Raises
    ``Refused`` where nobody was chosen, and ``Conflict``."""
    meeting = held_back(by, meeting_id, version)
    ask(rules.can_be_put_forward(meeting))
    if not meeting.adjusters.filter(is_chair=True).exists():
        raise refused(_("Say first who chaired the meeting, and who approves the minutes."))
    meeting.put_forward_at = timezone.now()
    meeting.version += 1
    meeting.save(update_fields=["put_forward_at", "version"])
    audit.record("meeting.put_forward", meeting, by=by, changes={"adjusters": (None, _told(meeting))})
    transaction.on_commit(partial(letters.ask_to_approve.delay, meeting.pk))
    return meeting


@transaction.atomic
def take_back(*, by: Any, meeting_id: int, version: int, reason: str = "") -> Meeting:
    """Take the minutes back to change them: what was approved was another text, so nobody has approved them any more.
    Raises ``Refused`` and ``Conflict``."""
    meeting = locked(Meeting, meeting_id, version, "cooperation", "group")
    ask(rules.may_prepare(actor_of(by), meeting))
    if rules.is_unlocked(meeting) is not rules.PUT_FORWARD:
        ask(rules.NOT_PUT_FORWARD)
    had_approved = list(meeting.adjusters.exclude(approved_at=None).values_list("user", flat=True))
    meeting.adjusters.update(approved_at=None)
    meeting.put_forward_at = None
    meeting.version += 1
    meeting.save(update_fields=["put_forward_at", "version"])
    audit.record("meeting.taken_back", meeting, by=by, reason=reason)
    if had_approved:
        transaction.on_commit(partial(letters.tell_of_taking_back.delay, meeting.pk, had_approved))
    return meeting


@transaction.atomic
def approve(*, by: Any, meeting_id: int, version: int) -> Meeting:
    """Approve the minutes in one's own name. When all who were chosen have, they are locked, with everything that
    belongs to the meeting. Raises ``Refused``, and ``Conflict`` where they were taken back meanwhile."""
    meeting = locked(Meeting, meeting_id, version, "cooperation", "group")
    ask(rules.may_approve(actor_of(by), meeting))
    meeting.adjusters.filter(user=by).update(approved_at=timezone.now())
    audit.record("meeting.adjusted", meeting, by=by)
    if not meeting.adjusters.filter(approved_at=None).exists():
        meeting.version += 1
        transitions.apply(MEETING, "approve", meeting, by=by, field="state", saving=("version",))
    return meeting


@transaction.atomic
def annotate(*, by: Any, meeting_id: int, text: str) -> MinutesNote:
    """Add a note to approved minutes: what was found wrong in them. They themselves stay as they are. Raises
    ``Refused``."""
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting_id)
    ask(rules.may_annotate(actor_of(by), meeting))
    if not text.strip():
        raise refused(_("Write what is noted."), "text")
    note = MinutesNote.objects.create(meeting=meeting, author=by, at=timezone.now(), text=text.strip())
    audit.record("meeting.note_added", meeting, by=by, changes={"note": (None, note.text)})
    return note


def _told(meeting: Meeting) -> str:
    return ", ".join(str(row.user) for row in meeting.adjusters.select_related("user"))
