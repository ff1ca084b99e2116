"""A file with requirements: handed in, looked at as often as wanted, brought in once or thrown away."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import actor_of
from portal.files.services import delete_file, store_content
from portal.files.sheets.reading import Unreadable
from portal.workflow import audit
from portal.workflow.errors import ask, refused
from procurements.models import Requirement, RequirementFile
from procurements.rules import requirements as rules
from procurements.services import requirements
from procurements.services.holding import held
from procurements.specification.files import CheckedFile, check


@transaction.atomic
def hand_in(*, by: Any, procurement_id: int, name: str, content: bytes) -> RequirementFile:
    """Keep a file for somebody to look at; nothing of it becomes a requirement. Raises ``Refused`` for a file that is
    no table of requirements, and when ``by`` may not write them."""
    procurement = held(procurement_id)
    ask(rules.may_write(actor_of(by), procurement))
    try:
        check(content, name)
    except Unreadable as unreadable:
        raise refused(unreadable.message, "file") from unreadable
    file = store_content(by=by, name=name, content=content, content_type="application/octet-stream")
    handed_in = RequirementFile.objects.create(procurement=procurement, file=file, created_by=by)
    audit.record("requirement_file.handed_in", handed_in, by=by)
    return handed_in


def checked(handed_in: RequirementFile) -> CheckedFile:
    """What the file holds."""
    with handed_in.file.file.open("rb") as content:
        return check(content.read(), handed_in.file.name)


@transaction.atomic
def enter(*, by: Any, file_id: int, digest: str) -> list[Requirement]:
    """Propose all requirements of a file, all or none. ``digest`` is that of the rows that the person saw.

    Raises ``Refused`` when there are errors, when other rows would come in than those, or when they are in already.
    """
    handed_in = _locked(by, file_id)
    found = checked(handed_in)
    if found.findings.errors or not found.rows:
        raise refused(_("The file has errors, or no requirements. Correct it and hand it in again."))
    if found.digest != digest:
        raise refused(_("The file reads otherwise than when you looked at it. Look again."))
    made = requirements.add(by=by, procurement_id=handed_in.procurement_id, rows=found.rows)
    handed_in.entered_at = timezone.now()
    handed_in.save(update_fields=["entered_at"])
    return made


@transaction.atomic
def discard(*, by: Any, file_id: int) -> None:
    """Throw away a file that has not been brought in. Raises ``Refused``."""
    handed_in = _locked(by, file_id)
    audit.record("requirement_file.discarded", handed_in, by=by)
    handed_in.delete()
    delete_file(file=handed_in.file)


def _locked(by: Any, file_id: int) -> RequirementFile:
    files = RequirementFile.objects.select_for_update(of=("self",)).select_related("procurement", "file")
    handed_in = files.get(pk=file_id)
    ask(rules.may_write(actor_of(by), handed_in.procurement))
    if handed_in.entered_at is not None:
        raise refused(_("This file has been brought in already."))
    return handed_in
