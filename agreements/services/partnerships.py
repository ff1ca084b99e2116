"""Naming who manages a partnership and how often its two sides meet, and writing in an agreement's room."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.follow_up import sides
from agreements.models import Agreement, Dialogue, Partnership, RoomComment
from agreements.rules import follow_up as rules
from agreements.services.follow_up import NOT_ITS_SUPPLIER, plan_next_meeting
from portal.accounts.actor import actor_of
from portal.accounts.models import User
from portal.law.answers import denied
from portal.workflow import audit
from portal.workflow.errors import Refused, ask
from portal.workflow.versions import conflict

NOBODY_OF_OURS = denied(_("The partner manager is one of our own side."), "manager")
NO_CADENCE = denied(_("A partnership meets at one level at least."), "strategic")
NOTHING_SAID = denied(_("Write something first."), "text")


@transaction.atomic
def name_partnership(
    *, by: Any, agreement_id: int, version: int, manager: User, cadence: Mapping[str, int | None]
) -> Partnership:
    """Name the partner manager and the months between meetings at each level of the dialogue (None: none there).

    ``version`` is that of the partnership that was opened, 0 for one that has none yet; ``Conflict`` when it moved on.
    """
    agreement = Agreement.objects.select_for_update(of=("self",)).select_related("cooperation").get(pk=agreement_id)
    ask(rules.may_name_partnership(actor_of(by), agreement))
    found = Partnership.objects.filter(agreement=agreement).first()
    if found is not None and found.version != version:
        raise conflict(found, version)
    if not any(cadence.values()):
        raise Refused(NO_CADENCE)
    changes: dict[str, tuple[Any, Any]] = {}
    if found is None or found.manager_id != manager.pk:
        if not sides.our_people(agreement).filter(pk=manager.pk).exists():
            raise Refused(NOBODY_OF_OURS)
        changes["manager"] = (found and found.manager, manager)
    for level, months in cadence.items():
        changes |= _set_cadence(agreement, level, months)
    if found is None:
        found = Partnership(agreement=agreement, version=0, is_sample=agreement.is_sample)
    found.manager = manager
    if changes:
        found.version += 1
        found.save()
        audit.record("partnership.named", found, by=by, changes=changes)
    return found


def _set_cadence(agreement: Agreement, level: str, months: int | None) -> dict[str, tuple[Any, Any]]:
    """Bring the dialogue with all suppliers at a level to so many months; what changed."""
    dialogue = agreement.dialogues.filter(level=level, supplier=None).first()
    before = dialogue.every_months if dialogue else None
    if before == months:
        return {}
    planned = agreement.dialogue_meetings.filter(level=level, supplier=None, held_on=None)
    planned.delete()
    if dialogue is None:
        dialogue = Dialogue(agreement=agreement, level=level, is_sample=agreement.is_sample)
    if months is None:
        dialogue.delete()
    else:
        dialogue.every_months = months
        dialogue.save()
        plan_next_meeting(dialogue, timezone.localdate())
    return {level: (before, months)}


@transaction.atomic
def comment(*, by: Any, agreement_id: int, supplier_id: int, text: str) -> RoomComment:
    """Write in the room that the agreement shares with a supplier. What is written stays."""
    agreement = Agreement.objects.select_related("cooperation", "partnership").get(pk=agreement_id)
    ask(rules.may_comment(actor_of(by), agreement, supplier_id))
    if agreement.is_draft:
        raise Refused(rules.NOT_PUBLISHED)
    if not sides.suppliers_of(agreement).filter(pk=supplier_id).exists():
        raise Refused(NOT_ITS_SUPPLIER)
    if not text.strip():
        raise Refused(NOTHING_SAID)
    written = RoomComment.objects.create(agreement=agreement, supplier_id=supplier_id, by=by, text=text.strip())
    audit.record("room_comment.written", written, by=by)
    return written
