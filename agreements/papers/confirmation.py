"""The confirmation of a call-off: one PDF for each version, language and side, made by a worker and kept for a day."""

from typing import Any

from django.utils import timezone, translation

from agreements.models import CallOff
from portal.jobs.models import Job
from portal.jobs.papers import Paper
from portal.jobs.registry import JobFailed, Result
from portal.jobs.working import Progress
from portal.law import sources
from portal.organisations.brands import brand_of
from portal.web.pdf import render_template
from suppliers.rules import public_number

JOB = "call_off_confirmation"


def paper(call_off: CallOff, language: str, *, inside: bool) -> Paper:
    """The confirmation for one side. ``inside`` is for buyer and office: it says why a supplier was passed over, which
    is no business of the one that was chosen."""
    side = "inside" if inside else "supplier"
    key = f"{call_off.pk}:{call_off.version}:{call_off.status}:{side}"
    return Paper(JOB, key, language, {"call_off": call_off.pk, "inside": inside})


def make(job: Job, progress: Progress) -> Result:
    """The work itself, in the language of the job."""
    call_off = CallOff.objects.filter(pk=job.params["call_off"]).first()
    if call_off is None:
        raise JobFailed(translation.gettext("The call-off is not there any more."))
    pdf_of(call_off, job.language, inside=job.params["inside"])
    return Result({"call_off": call_off.pk, "version": call_off.version})


def pdf_of(call_off: CallOff, language: str, *, inside: bool) -> bytes:
    """The confirmation as it was kept, or made now and kept. For workers: a rendering takes a second."""
    asked = paper(call_off, language, inside=inside)
    pdf = asked.kept()
    if pdf is None:
        with translation.override(language):
            pdf = render(call_off, inside=inside)
        asked.keep(pdf)
    return pdf


def render(call_off: CallOff, *, inside: bool) -> bytes:
    """The confirmation in the active language."""
    agreement, brand = call_off.agreement, brand_of(call_off.agreement.cooperation)
    context: dict[str, Any] = {
        "call_off": call_off,
        "agreement": agreement,
        "inside": inside,
        "number_of": public_number,
        "route_source": sources.SEVERAL_SUPPLIERS.within(brand.jurisdiction) if agreement.is_framework else None,
        "today": timezone.localdate(),
    }
    return render_template("agreements/call_offs/confirmation.html", context, brand=brand)
