"""Keeping the documents of a procurement: versions, masked copies, who sees them when, and who downloaded them."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import actor_of
from portal.files.models import StoredFile
from portal.law.answers import denied
from portal.law.secrecy import Audience
from portal.workflow import audit
from portal.workflow.errors import Refused, ask
from portal.workflow.versions import locked
from procurements.models import DocumentDownload, DocumentVersion, Procurement, ProcurementDocument
from procurements.models.documents import ProcurementDocumentKind
from procurements.rules import documents as rules

SAY_TITLE = denied(_("Give the document a title."), "title")
SAY_LATER = denied(_("Say both from which stage others see it, and who they are."), "later_from")
SAY_MASKED = denied(_("Say why parts are masked: name the rule."), "masked_reason")
NO_MASKED = denied(_("Choose the masked copy that this is the reason of."), "masked")
STILL_MASKED = denied(
    _(
        "Parts of the version before it are masked: choose the masked copy of this one, too. If nothing of it is secret"
        " any more, add it as a document of its own."
    ),
    "masked",
)
SAY_WHY = denied(_("Say why the document is withdrawn."), "reason")


@dataclass(frozen=True)
class DocumentData:
    """What a document is, and who sees it: ``audience`` from the beginning, ``later_audience`` from a stage on."""

    title: str
    kind: str = ProcurementDocumentKind.OTHER
    audience: str = Audience.OFFICE
    later_audience: str = ""
    later_from: str = ""


@dataclass(frozen=True)
class VersionData:
    """A file, and the copy with parts masked that others get, with the reason."""

    file: StoredFile
    masked: StoredFile | None = None
    masked_reason: str = ""
    note: str = ""


FIELDS = tuple(DocumentData.__dataclass_fields__)


@transaction.atomic
def add(*, by: Any, procurement_id: int, data: DocumentData, version: VersionData) -> ProcurementDocument:
    """Add a document with its first version. Raises ``Refused``."""
    procurement = Procurement.objects.get(pk=procurement_id)
    ask(rules.may_keep(actor_of(by), procurement))
    document = ProcurementDocument(procurement=procurement)
    _write(document, data)
    said = {name: (None, value) for name, value in _facts(document).items() if value}
    audit.record("procurement_document.added", document, by=by, changes=said)
    _add_version(by, document, version)
    return document


@transaction.atomic
def edit(*, by: Any, document_id: int, version: int, data: DocumentData) -> ProcurementDocument:
    """Change what a document is called and who sees it. Raises ``Refused`` and ``Conflict``."""
    document = locked(ProcurementDocument, document_id, version, "procurement")
    ask(rules.may_change(actor_of(by), document))
    before = _facts(document)
    document.version += 1
    _write(document, data)
    if changes := audit.differences(before, _facts(document)):
        audit.record("procurement_document.edited", document, by=by, changes=changes)
    return document


@transaction.atomic
def add_version(*, by: Any, document_id: int, data: VersionData) -> DocumentVersion:
    """Put a new version in place of the last, which is kept. Raises ``Refused``."""
    documents = ProcurementDocument.objects.select_for_update(of=("self",)).select_related("procurement")
    document = documents.get(pk=document_id)
    ask(rules.may_change(actor_of(by), document))
    return _add_version(by, document, data)


@transaction.atomic
def withdraw(*, by: Any, document_id: int, version: int, reason: str) -> ProcurementDocument:
    """Leave a document to the office alone; nothing of it is deleted. Raises ``Refused`` and ``Conflict``."""
    document = locked(ProcurementDocument, document_id, version, "procurement")
    ask(rules.may_change(actor_of(by), document))
    if not reason.strip():
        raise Refused(SAY_WHY)
    document.withdrawn_at, document.withdrawn_reason = timezone.now(), reason.strip()
    document.version += 1
    document.save()
    audit.record("procurement_document.withdrawn", document, by=by, reason=document.withdrawn_reason)
    return document


@transaction.atomic
def restore(*, by: Any, document_id: int, version: int) -> ProcurementDocument:
    """Put back what was withdrawn. Raises ``Refused`` and ``Conflict``."""
    document = locked(ProcurementDocument, document_id, version, "procurement")
    ask(rules.may_restore(actor_of(by), document))
    document.withdrawn_at, document.withdrawn_reason = None, ""
    document.version += 1
    document.save()
    audit.record("procurement_document.restored", document, by=by)
    return document


def log_download(*, by: Any, version: DocumentVersion, was_masked: bool) -> None:
    """Note that a file was handed out; ``by`` is nobody where the reader is not signed in."""
    DocumentDownload.objects.create(version=version, by=by, was_masked=was_masked)


def _add_version(by: Any, document: ProcurementDocument, data: VersionData) -> DocumentVersion:
    reason = data.masked_reason.strip()
    if data.masked is not None and not reason:
        raise Refused(SAY_MASKED)
    if data.masked is None and reason:
        raise Refused(NO_MASKED)
    last = document.versions.first()
    if data.masked is None and last is not None and last.masked_id is not None:
        raise Refused(STILL_MASKED)
    version = DocumentVersion.objects.create(
        document=document,
        number=last.number + 1 if last else 1,
        file=data.file,
        masked=data.masked,
        masked_reason=reason,
        note=data.note.strip(),
        by=by,
    )
    changes = {"version": (last.number if last else None, version.number), "file": (None, data.file.name)}
    audit.record("procurement_document.version_added", document, by=by, changes=changes, reason=version.note)
    return version


def _write(document: ProcurementDocument, data: DocumentData) -> None:
    if not data.title.strip():
        raise Refused(SAY_TITLE)
    if bool(data.later_audience) != bool(data.later_from):
        raise Refused(SAY_LATER)
    for name in FIELDS:
        setattr(document, name, getattr(data, name))
    document.title = " ".join(data.title.split())
    document.save()


def _facts(document: ProcurementDocument) -> dict[str, Any]:
    return {name: getattr(document, name) for name in FIELDS}
