"""Asking for the pack of a meeting."""

from typing import Any

from django.conf import settings

from portal.governance.models import Meeting
from portal.jobs import services as jobs
from portal.jobs.models import Job
from portal.reports.packs import rules
from portal.workflow.errors import ask

KIND = "meeting-pack"


def request_pack(*, by: Any, meeting_id: int, language: str) -> Job:
    """Have the pack of a meeting that ``by`` sees made by a worker, in a language of ``settings.LANGUAGES``. Raises
    ``Refused`` for a meeting without an agenda, and for one that was cancelled."""
    meeting = Meeting.objects.visible_to(by).get(pk=meeting_id)
    ask(rules.may_make(meeting))
    if language not in dict(settings.LANGUAGES):
        raise ValueError(f"no such language: {language}")
    return jobs.start(kind=KIND, params={"meeting": meeting.pk}, by=by, language=language)
