"""Outcome of a budget: typed, brought in from a file that is looked at first, and taken back by counter-entries."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import actor_of
from portal.files.services import delete_file, store_content
from portal.files.sheets.reading import Unreadable
from portal.governance.economy import outcome_files
from portal.governance.economy.outcome import budget_against_outcome
from portal.governance.economy.outcome_files import CheckedOutcome
from portal.governance.models import OutcomeEntry, OutcomeFile
from portal.governance.rules import economy as rules
from portal.governance.services.economy import first_said, kept_by
from portal.law.answers import denied
from portal.organisations.models import Cooperation
from portal.workflow import audit
from portal.workflow.errors import Refused, ask, refused

NO_BUDGET = denied(_("There is no adopted budget for that year: outcome is entered on its lines."), "day")
NO_LINE = denied(_("The budget has no line of that number."), "code")
NOTHING = denied(_("An entry of 0 says nothing."), "amount")
TAKEN_BACK = denied(_("That entry has been taken back already."))
IS_COUNTER = denied(_("A counter-entry is not taken back. Enter the outcome anew."))
NO_REASON = denied(_("Say why it is taken back."), "reason")
ENTERED_ALREADY = denied(_("This file has been entered already."))
SAME_ROWS = denied(_("The same rows have been entered before, from another file."))
HAS_ERRORS = denied(_("The file has errors. Correct them and hand it in again."))
CHANGED_SINCE = denied(_("The budget has changed since you looked at the file. Look again."))


@dataclass(frozen=True)
class EntryData:
    """What a line cost or brought on a day, ex VAT in the cooperation's currency; below zero for a credit."""

    code: str
    day: date
    amount: Decimal
    text: str


@transaction.atomic
def enter_outcome(*, by: Any, cooperation_id: int, data: EntryData) -> OutcomeEntry:
    """Enter what a line of the budget cost or brought; it counts in the year of its day."""
    cooperation = kept_by(by, cooperation_id)
    year = data.day.year
    if data.amount == 0:
        raise Refused(NOTHING)
    found = budget_against_outcome(cooperation, year)
    if found.budget is None:
        raise Refused(NO_BUDGET)
    if data.code not in {line.line.code for line in found.lines}:
        raise Refused(NO_LINE)
    entry = OutcomeEntry.objects.create(cooperation=cooperation, year=year, by=by, **vars(data))
    audit.record("outcome.entered", entry, by=by, changes=first_said(entry, ("code", "day", "amount", "text")))
    return entry


@transaction.atomic
def take_back_outcome(*, by: Any, entry_id: int, reason: str) -> OutcomeEntry:
    """Take an entry back whole by a counter-entry on the same day; both stay."""
    entry = OutcomeEntry.objects.select_for_update(of=("self",)).get(pk=entry_id)
    ask(rules.may_keep(actor_of(by), entry.cooperation_id))
    if entry.corrects_id is not None:
        raise Refused(IS_COUNTER)
    if OutcomeEntry.objects.filter(corrects=entry).exists():
        raise Refused(TAKEN_BACK)
    if not reason.strip():
        raise Refused(NO_REASON)
    counter = OutcomeEntry.objects.create(
        cooperation_id=entry.cooperation_id,
        year=entry.year,
        code=entry.code,
        day=entry.day,
        amount=-entry.amount,
        text=reason.strip(),
        corrects=entry,
        by=by,
    )
    audit.record("outcome.taken_back", entry, by=by, reason=reason)
    return counter


@transaction.atomic
def hand_in(*, by: Any, cooperation_id: int, year: int, name: str, content: bytes) -> OutcomeFile:
    """Keep a file for somebody to look at; nothing of it is entered. Raises ``Refused`` for a file that is no table of
    outcome."""
    cooperation = Cooperation.objects.get(pk=cooperation_id)
    ask(rules.may_keep(actor_of(by), cooperation_id))
    try:
        outcome_files.check(cooperation, year, content, name)
    except Unreadable as unreadable:
        raise refused(unreadable.message, "file") from unreadable
    file = store_content(by=by, name=name, content=content, content_type="application/octet-stream")
    handed_in = OutcomeFile.objects.create(cooperation=cooperation, year=year, file=file, created_by=by)
    audit.record("outcome_file.handed_in", handed_in, by=by)
    return handed_in


def checked(handed_in: OutcomeFile) -> CheckedOutcome:
    """What the file holds, judged by the budget as it is now."""
    with handed_in.file.file.open("rb") as content:
        return outcome_files.check(handed_in.cooperation, handed_in.year, content.read(), handed_in.file.name)


@transaction.atomic
def enter_file(*, by: Any, file_id: int, digest: str) -> int:
    """Enter all rows of a file; gives how many. ``digest`` is that of the rows that the person saw.

    Raises ``Refused`` when there are errors, when other rows would be entered than those, or when the file or the same
    rows have been entered before.
    """
    handed_in = _locked(by, file_id)
    found = checked(handed_in)
    if found.findings.errors or not found.rows:
        raise Refused(HAS_ERRORS)
    if found.digest != digest:
        raise Refused(CHANGED_SINCE)
    if OutcomeFile.objects.filter(cooperation=handed_in.cooperation_id, digest=digest).exists():
        raise Refused(SAME_ROWS)
    handed_in.digest, handed_in.entered_at = digest, timezone.now()
    handed_in.save(update_fields=["digest", "entered_at"])
    OutcomeEntry.objects.bulk_create(
        OutcomeEntry(
            cooperation_id=handed_in.cooperation_id,
            year=handed_in.year,
            code=row.code,
            day=row.day,
            amount=row.amount,
            text=row.text,
            file=handed_in,
            by=by,
        )
        for row in found.rows
    )
    audit.record("outcome_file.entered", handed_in, by=by, changes={"entries": (None, len(found.rows))})
    return len(found.rows)


@transaction.atomic
def discard_file(*, by: Any, file_id: int) -> None:
    """Throw away a file that has not been entered."""
    handed_in = _locked(by, file_id)
    audit.record("outcome_file.discarded", handed_in, by=by)
    handed_in.delete()
    delete_file(file=handed_in.file)


def _locked(by: Any, file_id: int) -> OutcomeFile:
    handed_in = (
        OutcomeFile.objects.select_for_update(of=("self",)).select_related("cooperation", "file").get(pk=file_id)
    )
    kept_by(by, handed_in.cooperation_id)
    if handed_in.entered_at is not None:
        raise Refused(ENTERED_ALREADY)
    return handed_in
