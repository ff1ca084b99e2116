"""A person's long work: how far it is, what came of it, and how to stop it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from portal.jobs import registry, services
from portal.jobs.models import Job
from portal.web.formats import number
from portal.web.lists import Column, list_page
from portal.workflow.errors import Refused

COLUMNS = [
    Column("title", _("What"), lambda job: job.title, link=lambda job: job.get_absolute_url()),
    Column("status", _("Status"), lambda job: job.get_status_display(), kind="tag", tone=lambda job: job.tone),
    Column("queued_at", _("Asked for"), lambda job: job.queued_at, kind="datetime", sort="queued_at"),
    Column("finished_at", _("Finished"), lambda job: job.finished_at, kind="datetime", sort="finished_at"),
]


def _job_for(request: HttpRequest, pk: int) -> Job:
    """The job, for its owner and for those whom its kind lets see it; nobody else learns that it exists."""
    job = get_object_or_404(Job.objects.select_related("file", "owner"), pk=pk)
    if job.owner_id != request.user.pk and not registry.kind_of(job).may_see(request.user, job):
        raise Http404
    return job


@login_required
def job_list(request: HttpRequest) -> HttpResponse:
    return list_page(
        request,
        queryset=Job.objects.owned_by(request.user),
        columns=COLUMNS,
        template="jobs/list.html",
        title=_("Work in the background"),
        default_sort="-queued_at",
        filename=_("jobs"),
        noun=lambda n: ngettext("%(n)s job", "%(n)s jobs", n) % {"n": number(n)},
        search_param=None,
        empty=_("Imports, reports and large exports that you ask for are listed here."),
    )


@login_required
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """The job's page; htmx asks it for the part that changes while the work goes on."""
    job = _job_for(request, pk)
    context = {"job": job, "may_cancel": job.owner_id == request.user.pk and not job.is_finished}
    response = render(request, "jobs/state.html" if request.htmx else "jobs/job.html", context)
    response["Vary"] = "HX-Request"
    return response


@login_required
@require_POST
def job_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    job = _job_for(request, pk)
    if job.owner_id != request.user.pk:
        raise PermissionDenied
    try:
        services.cancel(by=request.user, job_id=job.pk)
    except Refused:
        messages.info(request, _("The work had come to its end already."))
    return redirect(job)


@login_required
def job_file(request: HttpRequest, pk: int) -> FileResponse:
    job = _job_for(request, pk)
    if job.file is None:
        raise Http404
    try:
        content = job.file.file.open("rb")
    except FileNotFoundError as gone:
        raise Http404 from gone
    response = FileResponse(
        content,
        as_attachment=True,
        filename=job.file.name,
        content_type=job.file.content_type,
    )
    response["Cache-Control"] = "private, no-store"
    return response
