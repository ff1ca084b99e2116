"""A file with turnover: handed in, looked at as often as wanted, entered once or thrown away."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from agreements.facts import children
from agreements.imports.turnover import CheckedTurnover, check
from agreements.models import Agreement, TurnoverBatch, TurnoverFile
from agreements.rules import ceilings as rules
from agreements.services.ceilings import enter_turnover, hold
from portal.accounts.actor import actor_of
from portal.files.services import delete_file, store_content
from portal.files.sheets.reading import Unreadable
from portal.law.answers import denied
from portal.workflow import audit
from portal.workflow.errors import Refused, ask, refused

ENTERED_ALREADY = denied(_("This file has been entered already."))
HAS_ERRORS = denied(_("The file has errors. Correct them and hand it in again."))
CHANGED_SINCE = denied(_("The ledger has changed since you looked at the file. Look again."))


@transaction.atomic
def hand_in(*, by: Any, agreement: Agreement, name: str, content: bytes) -> TurnoverFile:
    """Keep a file for somebody to look at; nothing of it is entered. Raises ``Refused`` for a file that is no table of
    turnover, and when ``by`` may not enter turnover."""
    ask(rules.may_enter_turnover(actor_of(by), agreement))
    try:
        check(agreement, content, name)
    except Unreadable as unreadable:
        raise refused(unreadable.message, "file") from unreadable
    file = store_content(by=by, name=name, content=content, content_type="application/octet-stream")
    handed_in = TurnoverFile.objects.create(agreement=agreement, file=file, created_by=by)
    audit.record("turnover_file.handed_in", handed_in, by=by)
    return handed_in


def checked(handed_in: TurnoverFile) -> CheckedTurnover:
    """What the file holds, judged by the ledger as it is now."""
    agreement = Agreement.objects.select_related("cooperation", "owner").prefetch_related(*children())
    with handed_in.file.file.open("rb") as content:
        return check(agreement.get(pk=handed_in.agreement_id), content.read(), handed_in.file.name)


@transaction.atomic
def enter(*, by: Any, file_id: int, digest: str) -> TurnoverBatch:
    """Enter all rows of a file. ``digest`` is that of the rows that the person saw.

    Raises ``Refused`` when there are errors, when other rows would be entered than those, or when the file or the same
    rows have been entered before.
    """
    hold(TurnoverFile.objects.values_list("agreement_id", flat=True).get(pk=file_id))
    handed_in = _locked(by, file_id)
    found = checked(handed_in)
    if found.findings.errors or not found.rows:
        raise Refused(HAS_ERRORS)
    if found.digest != digest:
        raise Refused(CHANGED_SINCE)
    batch = enter_turnover(by=by, agreement_id=handed_in.agreement_id, data=found.data(handed_in.file.name))
    handed_in.batch = batch
    handed_in.save(update_fields=["batch"])
    return batch


@transaction.atomic
def discard(*, by: Any, file_id: int) -> None:
    """Throw away a file that has not been entered."""
    handed_in = _locked(by, file_id)
    audit.record("turnover_file.discarded", handed_in, by=by)
    handed_in.delete()
    delete_file(file=handed_in.file)


def _locked(by: Any, file_id: int) -> TurnoverFile:
    files = TurnoverFile.objects.select_for_update(of=("self",)).select_related("agreement", "file")
    handed_in = files.get(pk=file_id)
    ask(rules.may_enter_turnover(actor_of(by), handed_in.agreement))
    if handed_in.batch_id is not None:
        raise Refused(ENTERED_ALREADY)
    return handed_in
