"""The log of a market dialogue as a paper: who was told what, what happened, and the questions with their answers."""

import hashlib

from django.utils import timezone

from portal.jobs.models import Job
from portal.jobs.papers import Paper
from portal.jobs.registry import Result
from portal.jobs.working import Progress
from portal.organisations.brands import brand_of
from portal.web.pdf import render_template
from procurements.dialogue.wording import cell_told
from procurements.models import Procurement
from procurements.papers.common import procurement_of
from procurements.rules import dialogue as rules

JOB = "market_dialogue"


def paper(procurement: Procurement, language: str) -> Paper:
    """The paper of the log as it stands; any change makes another."""
    seen = hashlib.sha256()
    for rows in (
        procurement.dialogue_contacts.values_list("pk", "version"),
        procurement.dialogue_events.values_list("pk", "version"),
        procurement.information.values_list("pk", "version", "told"),
        procurement.questions.values_list("pk", "version"),
    ):
        seen.update(repr(list(rows)).encode())
    key = f"{procurement.pk}:{procurement.version}:{timezone.localdate()}:{seen.hexdigest()[:16]}"
    return Paper(JOB, key, language, {"procurement": procurement.pk})


def make(job: Job, progress: Progress) -> Result:
    """The work itself, in the language of the job."""
    procurement = procurement_of(job)
    paper(procurement, job.language).keep(render(procurement))
    return Result({"procurement": procurement.pk, "version": procurement.version})


def render(procurement: Procurement) -> bytes:
    """The paper in the active language."""
    context = {
        "procurement": procurement,
        "log": rules.log_of(procurement),
        "cell_told": cell_told,
        "events": procurement.dialogue_events.prefetch_related("participants", "information").order_by("held_on", "pk"),
        "questions": procurement.questions.select_related("contact"),
        "source": rules.EQUAL.within(procurement.cooperation.jurisdiction),
        "today": timezone.localdate(),
    }
    return render_template("procurements/dialogue/pdf.html", context, brand=brand_of(procurement.cooperation))
