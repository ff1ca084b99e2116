"""What the meeting's page shows of its packs, and who reads their files."""

from typing import Any

from django.http import HttpRequest

from portal.files.models import StoredFile
from portal.governance.models import Meeting
from portal.jobs.models import Job
from portal.jobs.states import JobStatus
from portal.reports.models import MeetingPack
from portal.reports.packs import rules
from portal.reports.packs.contents import seal
from portal.reports.packs.services import KIND


def of_meeting(request: HttpRequest, meeting: Meeting) -> dict[str, Any] | None:
    """The packs that the reader may read, the latest first, whether the agenda has changed since, and what is made."""
    may_make = rules.may_make(meeting)
    packs = list(meeting.packs.select_related("file", "made_by"))
    if not packs and not may_make:
        return None
    found = rules.readable(request.user, meeting, packs)
    making = Job.objects.filter(
        kind=KIND, owner=request.user.pk, params__meeting=meeting.pk, status__in=(JobStatus.QUEUED, JobStatus.RUNNING)
    )
    return {
        "meeting": meeting,
        "latest": found[0] if found else None,
        "older": found[1:],
        "changed": bool(found) and found[0].seal != seal(meeting),
        "making": making.order_by("-pk").first(),
        "may_make": may_make,
    }


def may_see_file(user: Any, file: StoredFile) -> bool:
    """The file of a pack is seen by whoever reads the pack."""
    packs = MeetingPack.objects.filter(file=file, meeting__in=Meeting.objects.visible_to(user).order_by().values("pk"))
    pack = packs.select_related("meeting").first()
    return pack is not None and bool(rules.readable(user, pack.meeting, [pack]))
