"""What other pages show of reports."""

from typing import Any

from django.http import HttpRequest

from portal.accounts.actor import actor_of
from portal.figures.rules import cooperations_read_by
from portal.files.models import StoredFile
from portal.reports.models import Report

LATEST = 3


def latest(request: HttpRequest, obj: Any) -> dict[str, Any] | None:
    """The latest steering summaries, on the start page of those whom they are made for."""
    if not cooperations_read_by(actor_of(request.user)):
        return None
    reports = Report.objects.visible_to(request.user).select_related("cooperation", "file").defer("figures")
    return {"reports": reports[:LATEST]}


def may_see_file(user: Any, file: StoredFile) -> bool:
    return Report.objects.visible_to(user).filter(file=file).exists()
