"""The minutes of a meeting as a paper: who was there, each item with what was said and decided, who approved."""

import hashlib
from typing import Any

from django.utils import timezone, translation

from portal.accounts.models import User
from portal.governance.agenda.reading import agenda_of
from portal.governance.meetings.people import quorum, seats_on
from portal.governance.meetings.wording import when
from portal.governance.models import AttendanceStatus, Meeting
from portal.jobs.models import Job
from portal.jobs.papers import Paper
from portal.jobs.registry import JobFailed, Result
from portal.jobs.working import Progress
from portal.organisations.brands import brand_of
from portal.web.pdf import render_template

JOB = "meeting_minutes"


def paper(meeting: Meeting, reader: User, language: str) -> Paper:
    """The paper as one reader may read it now: items that are not for that person are left out. Readers for whom
    nothing is left out share it."""
    lines = agenda_of(reader, meeting)
    hidden = sorted(line.item.pk for line in lines if line.hidden)
    seen = hashlib.sha256()
    for line in lines:
        seen.update(f"{line.item.pk}:{line.item.version}:{line.item.position}:{line.url}\n".encode())
    for rows in (
        meeting.decisions.values_list("pk", "version"),
        meeting.attendance.values_list("pk", "user", "name", "status"),
        meeting.adjusters.values_list("pk", "approved_at"),
        meeting.notes.values_list("pk"),
    ):
        seen.update(repr(list(rows)).encode())
    key = f"{meeting.pk}:{meeting.version}:{timezone.localdate()}:{hidden}:{seen.hexdigest()[:16]}"
    return Paper(JOB, key.replace(" ", ""), language, {"meeting": meeting.pk, "reader": reader.pk})


def make(job: Job, progress: Progress) -> Result:
    """The work itself, in the language of the job."""
    meeting = Meeting.objects.select_related("cooperation", "group").filter(pk=job.params["meeting"]).first()
    reader = User.objects.filter(pk=job.params["reader"]).first()
    if meeting is None or reader is None:
        raise JobFailed(translation.gettext("The meeting is not there any more."))
    paper(meeting, reader, job.language).keep(render(meeting, reader))
    return Result({"meeting": meeting.pk, "version": meeting.version})


def render(meeting: Meeting, reader: User) -> bytes:
    """The paper in the active language."""
    attendance = list(meeting.attendance.select_related("user", "organisation", "seat__user"))
    context: dict[str, Any] = {
        "meeting": meeting,
        "when": when(meeting),
        "lines": agenda_of(reader, meeting),
        "loose": meeting.decisions.filter(item=None),
        "attendance": attendance,
        "quorum": quorum(meeting, seats_on(meeting.group_id, meeting.held_on), attendance),
        "deputy": AttendanceStatus.DEPUTY,
        "adjusters": meeting.adjusters.select_related("user"),
        "notes": meeting.notes.select_related("author"),
        "today": timezone.localdate(),
    }
    return render_template("governance/meetings/minutes_pdf.html", context, brand=brand_of(meeting.cooperation))
