"""The buyer annex: the exact list of the organisations that may use the agreement, as the notice names them (rule 4).

The office's own says who gave each mandate; the one for everybody holds what is public once the notice is out.
"""

import hashlib
from typing import Any

from django.utils import timezone

from portal.jobs.models import Job
from portal.jobs.papers import Paper
from portal.jobs.registry import Result
from portal.jobs.working import Progress
from portal.law import sources
from portal.law.numbers import format_number
from portal.organisations.brands import brand_of
from portal.organisations.models import Organisation
from portal.web.pdf import render_template
from procurements.models import Participation, Procurement
from procurements.papers.common import procurement_of
from procurements.participation.wording import mandate_told
from procurements.rules.participation import is_identified
from procurements.states.participation import ParticipationState

JOB = "buyer_annex"


def rows_of(procurement: Procurement) -> list[Participation]:
    """Those whom the notice names, by name in the alphabet of the jurisdiction."""
    alphabet = "nb" if procurement.cooperation.jurisdiction == "NO" else "sv"
    named = procurement.participations.named().select_related(
        "organisation", "procurement", "contact", "mandate_signed_by"
    )
    return list(named.alphabetical(alphabet))


def number_of(organisation: Organisation) -> str:
    """A registration number as people write it; '' for one that is missing or does not stand its check."""
    if not is_identified(organisation):
        return ""
    return format_number(organisation.country, organisation.registration_number)


def paper(procurement: Procurement, language: str, *, inside: bool) -> Paper:
    """The annex of today, for the office (``inside``) or for everybody. Any change of an answer makes another."""
    rows = [(row.pk, row.version, row.organisation.version) for row in rows_of(procurement)]
    mark = hashlib.sha256(repr((procurement.version, rows)).encode()).hexdigest()[:16]
    side = "inside" if inside else "public"
    key = f"{procurement.pk}:{mark}:{side}:{timezone.localdate()}"
    return Paper(JOB, key, language, {"procurement": procurement.pk, "inside": inside})


def make(job: Job, progress: Progress) -> Result:
    """The work itself, in the language of the job."""
    procurement = procurement_of(job)
    inside = job.params["inside"]
    paper(procurement, job.language, inside=inside).keep(render(procurement, inside=inside))
    return Result({"procurement": procurement.pk, "version": procurement.version})


def render(procurement: Procurement, *, inside: bool) -> bytes:
    """The annex in the active language."""
    brand, rows = brand_of(procurement.cooperation), rows_of(procurement)
    context: dict[str, Any] = {
        "procurement": procurement,
        "inside": inside,
        "rows": rows,
        "joining": sum(row.state == ParticipationState.JOINS for row in rows),
        "number_of": number_of,
        "mandate_of": mandate_told,
        "source": sources.PARTIES.within(brand.jurisdiction),
        "today": timezone.localdate(),
    }
    return render_template("procurements/participation/annex_pdf.html", context, brand=brand)
