"""Meetings: registering them and changing what is written of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import actor_of
from portal.governance.models import Meeting
from portal.organisations import rules
from portal.organisations.models import Group
from portal.workflow import audit
from portal.workflow.errors import ask, refused
from portal.workflow.versions import locked


@dataclass(frozen=True)
class MeetingData:
    """A meeting as its minutes tell it."""

    title: str
    held_on: date
    group: Group | None = None
    place: str = ""
    minutes: str = ""


MEETING_FIELDS = tuple(MeetingData.__dataclass_fields__)


@transaction.atomic
def register_meeting(*, by: Any, cooperation_id: int, data: MeetingData) -> Meeting:
    """Register a meeting of a cooperation or of one of its groups."""
    ask(rules.may_coordinate(actor_of(by), cooperation_id))
    _ask_for_own_group(cooperation_id, data.group)
    meeting = Meeting.objects.create(
        cooperation_id=cooperation_id, **{field: getattr(data, field) for field in MEETING_FIELDS}
    )
    changes = {field: (None, value) for field, value in facts(meeting, MEETING_FIELDS).items() if value}
    audit.record("meeting.registered", meeting, by=by, changes=changes)
    return meeting


@transaction.atomic
def update_meeting(*, by: Any, meeting_id: int, version: int, data: MeetingData) -> Meeting:
    """Change what is written of a meeting. Raises ``Conflict`` when somebody else did meanwhile."""
    meeting = locked(Meeting, meeting_id, version)
    ask(rules.may_coordinate(actor_of(by), meeting.cooperation_id))
    _ask_for_own_group(meeting.cooperation_id, data.group)
    before = facts(meeting, MEETING_FIELDS)
    for field in MEETING_FIELDS:
        setattr(meeting, field, getattr(data, field))
    if changes := audit.differences(before, facts(meeting, MEETING_FIELDS)):
        meeting.version += 1
        meeting.save()
        audit.record("meeting.edited", meeting, by=by, changes=changes)
    return meeting


def facts(row: models.Model, fields: Iterable[str]) -> dict[str, Any]:
    """What stands in the fields of a row, as the history writes it."""
    return {field: audit.plain(getattr(row, field)) for field in fields}


def _ask_for_own_group(cooperation_id: int, group: Group | None) -> None:
    if group is not None and group.cooperation_id != cooperation_id:
        raise refused(_("That group belongs to another cooperation."), "group")
