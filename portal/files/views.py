"""Handing files out."""

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from portal.files.access import may_see
from portal.files.models import StoredFile


@require_safe
def download(request: HttpRequest, pk: int) -> FileResponse:
    """A file, as a download: never shown within the site, so that nothing uploaded runs in its name."""
    file = get_object_or_404(StoredFile, pk=pk)
    if not may_see(request.user, file):
        raise Http404
    return file_response(file)


def file_response(file: StoredFile) -> FileResponse:
    """The answer that carries a file's content; who may have it has been asked before."""
    try:
        content = file.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(content, as_attachment=True, filename=file.name, content_type=file.content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
