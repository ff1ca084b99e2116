"""Attaching documents to an agreement and taking them away."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from agreements import rules
from agreements.models import Agreement, AgreementDocument
from portal.accounts.actor import actor_of
from portal.files.models import StoredFile
from portal.files.services import delete_file
from portal.law.visibility import Visibility
from portal.workflow import audit
from portal.workflow.errors import ask, refused


@transaction.atomic
def attach_document(
    *, by: Any, agreement: Agreement, file: StoredFile, title: str, kind: str, visibility: Visibility
) -> AgreementDocument:
    """Attach a stored file to an agreement, to be seen by those whom ``visibility`` names."""
    ask(rules.may_edit(actor_of(by), agreement))
    document = AgreementDocument.objects.create(
        agreement=agreement, file=file, title=title, kind=kind, visibility=visibility
    )
    audit.record(
        "agreement.document_attached",
        agreement,
        by=by,
        changes={"document": (None, title), "visibility": (None, visibility)},
    )
    return document


@transaction.atomic
def remove_document(*, by: Any, document: AgreementDocument, reason: str) -> None:
    """Take a document away from its agreement, with a reason; the history keeps its title."""
    ask(rules.may_edit(actor_of(by), document.agreement))
    if not reason.strip():
        raise refused(_("Say why the document is removed."), "reason")
    audit.record(
        "agreement.document_removed",
        document.agreement,
        by=by,
        changes={"document": (document.title, None), "visibility": (document.visibility, None)},
        reason=reason,
    )
    file = document.file
    document.delete()
    delete_file(file=file)
