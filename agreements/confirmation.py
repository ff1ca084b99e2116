"""The confirmation of a call-off: one PDF for each version, language and side, made by a worker and kept for a day."""

from typing import Any

from django.core.cache import cache
from django.utils import timezone, translation

from agreements.models import CallOff
from portal.jobs import services as jobs
from portal.jobs.models import Job
from portal.jobs.registry import JobFailed, Result
from portal.jobs.working import Progress
from portal.law import sources
from portal.web.brand import Brand
from portal.web.pdf import render_template
from suppliers.rules import public_number

JOB = "call_off_confirmation"
KEPT_SECONDS = 24 * 60 * 60
ASKED_SECONDS = 60  # after that, one that did not come is asked for again


def _key(call_off: CallOff, language: str, inside: bool) -> str:
    side = "inside" if inside else "supplier"
    return f"call-off:{call_off.pk}:{call_off.version}:{call_off.status}:{language}:{side}"


def kept(call_off: CallOff, language: str, *, inside: bool) -> bytes | None:
    """The confirmation, if it has been made. ``inside`` is for buyer and office: it says why a supplier was passed
    over, which is no business of the one that was chosen."""
    return cache.get(_key(call_off, language, inside))


def ask_for(call_off: CallOff, language: str, *, inside: bool) -> None:
    """Have it made, unless somebody has asked for it already."""
    if cache.add(_key(call_off, language, inside) + ":asked", True, ASKED_SECONDS):
        jobs.start(kind=JOB, params={"call_off": call_off.pk, "inside": inside}, by=None, language=language)


def make(job: Job, progress: Progress) -> Result:
    """The work itself, in the language of the job."""
    call_off = CallOff.objects.filter(pk=job.params["call_off"]).first()
    if call_off is None:
        raise JobFailed(translation.gettext("The call-off is not there any more."))
    pdf_of(call_off, job.language, inside=job.params["inside"])
    return Result({"call_off": call_off.pk, "version": call_off.version})


def pdf_of(call_off: CallOff, language: str, *, inside: bool) -> bytes:
    """The confirmation as it was kept, or made now and kept. For workers: a rendering takes a second."""
    pdf = kept(call_off, language, inside=inside)
    if pdf is None:
        with translation.override(language):
            pdf = render(call_off, inside=inside)
        cache.set(_key(call_off, language, inside), pdf, KEPT_SECONDS)
    return pdf


def render(call_off: CallOff, *, inside: bool) -> bytes:
    """The confirmation in the active language."""
    agreement = call_off.agreement
    cooperation = agreement.cooperation
    brand = Brand(cooperation.name, cooperation.slug, cooperation.accent, cooperation.jurisdiction, cooperation.email)
    context: dict[str, Any] = {
        "call_off": call_off,
        "agreement": agreement,
        "inside": inside,
        "number_of": public_number,
        "route_source": sources.SEVERAL_SUPPLIERS.within(cooperation.jurisdiction) if agreement.is_framework else None,
        "today": timezone.localdate(),
    }
    return render_template("agreements/call_offs/confirmation.html", context, brand=brand)
