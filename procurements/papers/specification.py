"""The specification as a paper: what is accepted, made by a worker once for each wording and language."""

import hashlib
from itertools import groupby

from django.utils import timezone

from portal.jobs.models import Job
from portal.jobs.papers import Paper
from portal.jobs.registry import Result
from portal.jobs.working import Progress
from portal.organisations.brands import brand_of
from portal.web.pdf import render_template
from procurements.models import Procurement, Requirement
from procurements.papers.common import procurement_of
from procurements.specification.wording import per_cent, section_name
from procurements.states.requirements import SpecificationState

JOB = "specification"


def paper(procurement: Procurement, language: str) -> Paper:
    """The paper of what is accepted now. It names nobody: who wrote and approved is not for every reader of it."""
    seen = hashlib.sha256()
    for row in _rows(procurement):
        goals = [link.goal_id for link in row.served]
        seen.update(f"{row.pk}:{row.version}:{row.heading}:{goals}\n".encode())
    specification = getattr(procurement, "specification", None)
    state = f"{specification.state}:{specification.revision}" if specification else ""
    key = f"{procurement.pk}:{procurement.version}:{state}:{timezone.localdate()}:{seen.hexdigest()[:16]}"
    return Paper(JOB, key, language, {"procurement": procurement.pk})


def make(job: Job, progress: Progress) -> Result:
    """The work itself, in the language of the job."""
    procurement = procurement_of(job)
    paper(procurement, job.language).keep(render(procurement))
    return Result({"procurement": procurement.pk, "version": procurement.version})


def render(procurement: Procurement) -> bytes:
    """The paper in the active language."""
    rows, specification = _rows(procurement), getattr(procurement, "specification", None)
    context = {
        "procurement": procurement,
        "sections": [(section_name(heading), list(group)) for heading, group in groupby(rows, lambda row: row.heading)],
        "weight": procurement.requirements.accepted().weight(),
        "specification": specification,
        "is_approved": specification is not None and specification.state == SpecificationState.APPROVED,
        "per_cent": per_cent,
        "today": timezone.localdate(),
    }
    return render_template("procurements/specification/pdf.html", context, brand=brand_of(procurement.cooperation))


def _rows(procurement: Procurement) -> list[Requirement]:
    """What is accepted, with the goals that everybody reads: the paper is one and the same for all."""
    return list(procurement.requirements.accepted().in_order().with_goals(None))
