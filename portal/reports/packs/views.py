"""Having the pack of a meeting made, and handing it out."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from portal.files.views import file_response
from portal.governance.models import Meeting
from portal.reports.models import MeetingPack
from portal.reports.packs import rules
from portal.reports.packs.services import request_pack
from portal.workflow.errors import Refused


@require_POST
@login_required
def pack_make(request: HttpRequest, meeting: int) -> HttpResponse:
    """Have the pack of a meeting made, in the reader's language."""
    found = get_object_or_404(Meeting.objects.visible_to(request.user), pk=meeting)
    try:
        return redirect(request_pack(by=request.user, meeting_id=found.pk, language=get_language() or "sv"))
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(found)


@require_safe
@login_required
def pack_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A pack, for those who see its meeting and all that it tells."""
    seen = Meeting.objects.visible_to(request.user).order_by()
    packs = MeetingPack.objects.filter(meeting__in=seen.values("pk")).select_related("meeting", "file")
    pack = get_object_or_404(packs, pk=pk)
    if not rules.readable(request.user, pack.meeting, [pack]):
        raise Http404
    return file_response(pack.file)
