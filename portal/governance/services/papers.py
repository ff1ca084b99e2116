"""Papers handed in for items of an agenda."""

from contextlib import suppress
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max, ProtectedError
from django.utils.translation import gettext_lazy as _

from portal.files.models import StoredFile
from portal.files.services import delete_file, store_upload
from portal.governance.models import Meeting, Paper
from portal.governance.services.agenda import changed
from portal.workflow import audit
from portal.workflow.errors import refused

LONGEST_TITLE = 200


@transaction.atomic
def hand_in(
    *, by: Any, item_id: int, title: str = "", upload: UploadedFile | None = None, file: StoredFile | None = None
) -> Paper:
    """Hand in a paper for an item: an uploaded file, judged by its content, or one that the portal made. Its title is
    the file's name where none is given. Raises ``Refused`` for a locked meeting and for a file that is not accepted."""
    item = changed(by, item_id)
    if file is None:
        if upload is None:
            raise refused(_("Choose a file."), "file")
        file = store_upload(by=by, upload=upload)
    last = item.papers.aggregate(last=Max("position"))["last"] or 0
    title = (title.strip() or file.name)[:LONGEST_TITLE]
    paper = Paper.objects.create(item=item, position=last + 1, title=title, file=file)
    audit.record("meeting.paper_added", item.meeting, by=by, changes={"paper": (None, paper.title)})
    return paper


@transaction.atomic
def withdraw(*, by: Any, paper_id: int) -> Meeting:
    """Take a paper back from an item; its file goes where nothing else points at it. Raises ``Refused``."""
    paper = Paper.objects.select_related("file").get(pk=paper_id)
    item = changed(by, paper.item_id)
    file, title = paper.file, paper.title
    paper.delete()
    with suppress(ProtectedError):
        delete_file(file=file)
    audit.record("meeting.paper_removed", item.meeting, by=by, changes={"paper": (title, None)})
    return item.meeting
