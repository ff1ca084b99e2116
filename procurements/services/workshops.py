"""Holding a workshop: its list is opened, typed into by one person, filled from a spreadsheet, and closed."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import actor_of
from portal.governance.models import Meeting
from portal.law.answers import denied
from portal.organisations.models import Cooperation
from portal.workflow import audit
from portal.workflow.errors import Refused, ask
from portal.workflow.versions import locked
from procurements.models import Proposal, Workshop
from procurements.rules import workshops as rules
from procurements.services.proposals import ProposalData, propose

SAY_TITLE = denied(_("Give the workshop a title."), "title")
OTHER_MEETING = denied(_("That meeting belongs to another cooperation."), "meeting")


@transaction.atomic
def hold(*, by: Any, cooperation_id: int, title: str, held_on: date, meeting: Meeting | None = None) -> Workshop:
    """Open the list of a workshop. Raises ``Refused``."""
    ask(rules.may_hold(actor_of(by), cooperation_id))
    workshop = Workshop(cooperation=Cooperation.objects.get(pk=cooperation_id))
    _write(workshop, title, held_on, meeting)
    audit.record("workshop.held", workshop, by=by, changes={"title": (None, workshop.title)})
    return workshop


@transaction.atomic
def edit(
    *, by: Any, workshop_id: int, version: int, title: str, held_on: date, meeting: Meeting | None = None
) -> Workshop:
    """Change what a workshop is called, its day or its meeting. Raises ``Refused`` and ``Conflict``."""
    workshop = locked(Workshop, workshop_id, version)
    ask(rules.may_hold(actor_of(by), workshop.cooperation_id))
    before = _facts(workshop)
    workshop.version += 1
    _write(workshop, title, held_on, meeting)
    if changes := audit.differences(before, _facts(workshop)):
        audit.record("workshop.edited", workshop, by=by, changes=changes)
    return workshop


@transaction.atomic
def open_or_close(*, by: Any, workshop_id: int, version: int, is_open: bool) -> Workshop:
    """Close the list when the workshop is over, or open it again. Raises ``Refused`` and ``Conflict``."""
    workshop = locked(Workshop, workshop_id, version)
    ask(rules.may_hold(actor_of(by), workshop.cooperation_id))
    if workshop.is_open != is_open:
        workshop.is_open = is_open
        workshop.version += 1
        workshop.save(update_fields=["is_open", "version"])
        audit.record("workshop.opened" if is_open else "workshop.closed", workshop, by=by)
    return workshop


@transaction.atomic
def type_in(*, by: Any, workshop_id: int, rows: Sequence[ProposalData]) -> list[Proposal]:
    """Write proposals into the workshop's list, all of them or none. Raises ``Refused``."""
    workshop = Workshop.objects.select_for_update(of=("self",)).get(pk=workshop_id)
    ask(rules.may_type(actor_of(by), workshop))
    return [propose(by=by, cooperation_id=workshop.cooperation_id, data=row, workshop=workshop) for row in rows]


def _write(workshop: Workshop, title: str, held_on: date, meeting: Meeting | None) -> None:
    if not title.strip():
        raise Refused(SAY_TITLE)
    if meeting is not None and meeting.cooperation_id != workshop.cooperation_id:
        raise Refused(OTHER_MEETING)
    workshop.title, workshop.held_on, workshop.meeting = " ".join(title.split()), held_on, meeting
    workshop.save()


def _facts(workshop: Workshop) -> dict[str, Any]:
    return {name: audit.plain(getattr(workshop, name)) for name in ("title", "held_on", "meeting")}
