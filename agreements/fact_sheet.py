"""The fact sheet: an agreement on one A4 page, made once for each version, language and day by a worker."""

from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.utils import timezone, translation

from agreements import facts, use
from agreements.models import Agreement
from agreements.states import STATE_LABELS
from portal.jobs import services as jobs
from portal.jobs.models import Job
from portal.jobs.registry import JobFailed, Result
from portal.jobs.working import Progress
from portal.web.brand import Brand
from portal.web.pdf import pages_of, render_template
from suppliers.rules import public_number

JOB = "fact_sheet"
KEPT_SECONDS = 24 * 60 * 60
ASKED_SECONDS = 60  # after that, a sheet that did not come is asked for again


def _key(agreement_id: int, version: int, language: str) -> str:
    return f"fact-sheet:{agreement_id}:{version}:{language}:{timezone.localdate()}"


def kept(agreement: Agreement, language: str) -> bytes | None:
    """The sheet as it was made today, if it was."""
    return cache.get(_key(agreement.pk, agreement.version, language))


def ask_for(agreement: Agreement, language: str) -> None:
    """Have the sheet made, unless somebody has asked for it already. It holds nothing but what everybody may see of
    the agreement, so it belongs to nobody."""
    if cache.add(_key(agreement.pk, agreement.version, language) + ":asked", True, ASKED_SECONDS):
        jobs.start(kind=JOB, params={"agreement": agreement.pk}, by=None, language=language)


def make(job: Job, progress: Progress) -> Result:
    """The work itself, in the language of the job."""
    agreement = (
        Agreement.objects.select_related("cooperation", "owner", "responsible")
        .filter(pk=job.params["agreement"])
        .first()
    )
    if agreement is None:
        raise JobFailed(translation.gettext("The agreement is not there any more."))
    sheet = render(facts.with_children(agreement))
    cache.set(_key(agreement.pk, agreement.version, job.language), sheet, KEPT_SECONDS)
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
    cooperation = agreement.cooperation
    brand = Brand(cooperation.name, cooperation.slug, cooperation.accent, cooperation.jurisdiction, cooperation.email)
    context = _context(agreement, timezone.localdate())
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
