"""What all papers of procurements begin with."""

from django.utils import translation

from portal.jobs.models import Job
from portal.jobs.registry import JobFailed
from procurements.models import Procurement


def procurement_of(job: Job) -> Procurement:
    """The procurement that a paper is about. Raises ``JobFailed`` when it is not there any more."""
    found = Procurement.objects.select_related("cooperation", "organisation", "specification")
    procurement = found.filter(pk=job.params["procurement"]).first()
    if procurement is None:
        raise JobFailed(translation.gettext("The procurement is not there any more."))
    return procurement
