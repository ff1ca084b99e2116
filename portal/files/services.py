"""Putting files in. Uploads are judged by their content; files that workers made are kept as they are."""

import hashlib
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.files.kinds import content_type_of
from portal.files.models import StoredFile
from portal.workflow.errors import Refused, refused

LONGEST_NAME = 200


def store_upload(*, by: Any, upload: UploadedFile) -> StoredFile:
    """Keep an uploaded file, whatever its name says, by what it is.

    Raises ``Refused`` when it is empty, larger than ``MAX_UPLOAD_BYTES``, or not of an allowed format.
    """
    if (upload.size or 0) > settings.MAX_UPLOAD_BYTES:
        largest = settings.MAX_UPLOAD_BYTES // (1024 * 1024)
        raise _refused(_("The file is too large: %(largest)s MB is the limit."), largest=largest)
    content = upload.read(settings.MAX_UPLOAD_BYTES + 1)
    if not content:
        raise _refused(_("The file is empty."))
    content_type = content_type_of(upload.name or "", content)
    if content_type is None:
        raise _refused(
            _(
                "This kind of file is not accepted, whatever its name says. Use PDF, Word, Excel, OpenDocument, CSV,"
                " plain text, PNG or JPEG."
            )
        )
    return store_content(by=by, name=upload.name or "", content=content, content_type=content_type)


def store_content(*, by: Any, name: str, content: bytes, content_type: str) -> StoredFile:
    """Keep content that is known to be what ``content_type`` says. Nothing stays behind when the transaction fails."""
    row = StoredFile(
        name=shown_name(name),
        content_type=content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        uploaded_by=by,
    )
    with transaction.atomic():
        row.file.save(row.name, ContentFile(content), save=False)
        try:
            row.save(force_insert=True)
        except BaseException:
            row.file.delete(save=False)
            raise
    return row


def shown_name(name: str) -> str:
    """A file's name without folders and control characters, short enough to be kept, its extension whole."""
    bare = "".join(letter for letter in name.replace("\\", "/").rpartition("/")[2] if letter.isprintable()).strip()
    path = PurePosixPath(bare or "file")
    return path.stem[: LONGEST_NAME - len(path.suffix)] + path.suffix[:LONGEST_NAME]


def delete_file(*, file: StoredFile) -> None:
    """Throw a file away when nothing points at it any more; its content goes when the transaction is through."""
    content = file.file
    file.delete()
    transaction.on_commit(lambda: content.storage.delete(str(content.name)))


def _refused(text: Any, **params: Any) -> Refused:
    return refused(text, "file", **params)
