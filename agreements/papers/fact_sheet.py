"""The fact sheet: an agreement on one A4 page, made once for each version, language and day by a worker."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone, translation

from agreements import facts, use
from agreements.models import Agreement
from agreements.states import STATE_LABELS
from portal.jobs.models import Job
from portal.jobs.papers import Paper
from portal.jobs.registry import JobFailed, Result
from portal.jobs.working import Progress
from portal.organisations.brands import brand_of
from portal.web.pdf import pages_of, render_template
from suppliers.rules import public_number

JOB = "fact_sheet"


def paper(agreement: Agreement, language: str) -> Paper:
    """The sheet of today. It holds nothing but what everybody may see of the agreement."""
    key = f"{agreement.pk}:{agreement.version}:{timezone.localdate()}"
    return Paper(JOB, key, language, {"agreement": agreement.pk})


def make(job: Job, progress: Progress) -> Result:
    """The work itself, in the language of the job."""
    agreement = (
        Agreement.objects.select_related("cooperation", "owner", "responsible")
        .filter(pk=job.params["agreement"])
        .first()
    )
    if agreement is None:
        raise JobFailed(translation.gettext("The agreement is not there any more."))
    paper(agreement, job.language).keep(render(facts.with_children(agreement)))
    return Result({"agreement": agreement.pk, "version": agreement.version})


@dataclass(frozen=True)
class Room:
    """How much of what can be long stands on the sheet; the agreement's page has the rest."""

    suppliers: int
    buyers: int
    letters: int


ROOMS = (Room(16, 60, 700), Room(10, 40, 350), Room(5, 20, 160), Room(2, 8, 80))


def render(agreement: Agreement) -> bytes:
    """The sheet in the active language, cut until it fits one page. Reads the rows of ``facts.with_children``."""
    context, brand = _context(agreement, timezone.localdate()), brand_of(agreement.cooperation)
    for room in ROOMS:
        sheet = render_template("agreements/fact_sheet.html", {**context, "room": room}, brand=brand)
        if pages_of(sheet) == 1:
            break
    return sheet


def _context(agreement: Agreement, today: Any) -> dict[str, Any]:
    return {
        "agreement": agreement,
        "today": today,
        "state": STATE_LABELS[use.state_of(agreement, today)],
        "lots": agreement.lots.all(),
        "buyers": use.buyers_on(agreement, today),
        "steps": facts.steps_of(agreement),
        "number_of": public_number,
    }
