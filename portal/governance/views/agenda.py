"""The agenda of a meeting, and the papers of its items."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.files.models import StoredFile
from portal.files.views import file_response
from portal.governance.agenda.reading import lines, sees
from portal.governance.forms.agenda import ItemForm, PaperForm, PlaceOfItemForm, initial_of
from portal.governance.models import AgendaItem, Meeting, Paper
from portal.governance.rules import meetings as rules
from portal.governance.services import agenda as services
from portal.governance.services import papers
from portal.governance.views.meetings import prepared, way_to
from portal.governance.views.presses import pressed
from portal.web.form_page import form_page


def agenda_address(meeting: Meeting) -> str:
    return f"{meeting.get_absolute_url()}#agenda"


def item_of(request: HttpRequest, pk: int) -> AgendaItem:
    """An item that the reader may change; 404 for those who do not see it, 403 for others who do."""
    seen = AgendaItem.objects.filter(meeting__in=Meeting.objects.visible_to(request.user))
    found = get_object_or_404(seen.select_related("meeting__cooperation", "meeting__group", "presenter"), pk=pk)
    if lines(request.user, [found])[0].hidden:
        raise Http404
    require(rules.may_change(actor_of(request.user), found.meeting))
    return found


@login_required
def agenda_item_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add an item to the agenda."""
    found = prepared(request, pk)
    require(rules.is_unlocked(found))
    form = ItemForm(request.POST or None, user=request.user, initial={"kind": request.GET.get("kind", "information")})
    return form_page(
        request,
        form,
        save=lambda _said: services.add_item(by=request.user, meeting_id=found.pk, data=form.item_data()),
        title=_("Add an item to the agenda"),
        submit=_("Add the item"),
        message=_("The item is on the agenda."),
        breadcrumbs=way_to(found),
        cancel=agenda_address(found),
        done=lambda item: f"{found.get_absolute_url()}#item-{item.pk}",
    )


@login_required
def agenda_item_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an item of the agenda."""
    item = item_of(request, pk)
    form = ItemForm(request.POST or None, user=request.user, initial=initial_of(item))
    return form_page(
        request,
        form,
        save=lambda said: services.update_item(
            by=request.user, item_id=item.pk, version=said["version"] or 0, data=form.item_data()
        ),
        title=_("Item %(number)s") % {"number": item.position},
        submit=_("Save"),
        message=_("Saved."),
        obj=item,
        breadcrumbs=way_to(item.meeting),
        cancel=agenda_address(item.meeting),
        done=f"{item.meeting.get_absolute_url()}#item-{item.pk}",
    )


@require_POST
@login_required
def agenda_item_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Put an item on another place."""
    item = item_of(request, pk)
    form = PlaceOfItemForm(request.POST)
    to = form.cleaned_data["place"] if form.is_valid() else item.position
    return pressed(
        request,
        lambda: services.move_item(by=request.user, item_id=item.pk, to=to),
        back=agenda_address(item.meeting),
        message=_("The item is moved."),
    )


@require_POST
@login_required
def agenda_item_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an item off the agenda."""
    item = item_of(request, pk)
    return pressed(
        request,
        lambda: services.remove_item(by=request.user, item_id=item.pk),
        back=agenda_address(item.meeting),
        message=_("The item is off the agenda."),
    )


@require_POST
@login_required
def agenda_copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Take over the standing items of the group's last meeting."""
    found = prepared(request, pk)
    return pressed(
        request,
        lambda: services.copy_agenda(by=request.user, meeting_id=found.pk),
        back=agenda_address(found),
        message=_("The standing items of the last meeting are on the agenda."),
    )


@login_required
def paper_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand in a paper for an item."""
    item = item_of(request, pk)
    form = PaperForm(request.POST or None, request.FILES or None, user=request.user)
    return form_page(
        request,
        form,
        save=lambda said: papers.hand_in(by=request.user, item_id=item.pk, title=said["title"], upload=said["file"]),
        title=_("Add a paper to “%(item)s”") % {"item": item},
        lead=_("Whoever sees the item reads it. PDF files become part of the meeting's pack."),
        submit=_("Add the paper"),
        message=_("The paper is added."),
        breadcrumbs=way_to(item.meeting),
        cancel=agenda_address(item.meeting),
        done=f"{item.meeting.get_absolute_url()}#item-{item.pk}",
    )


def _seen_papers(user: Any) -> Any:
    return Paper.objects.filter(item__meeting__in=Meeting.objects.visible_to(user)).select_related(
        "item__meeting", "file"
    )


@require_safe
@login_required
def paper(request: HttpRequest, pk: int) -> FileResponse:
    """A paper, as a download, for those who see its item."""
    found = get_object_or_404(_seen_papers(request.user), pk=pk)
    if not sees(request.user, found):
        raise Http404
    return file_response(found.file)


@require_POST
@login_required
def paper_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a paper back."""
    found = get_object_or_404(_seen_papers(request.user), pk=pk)
    item = item_of(request, found.item_id)
    return pressed(
        request,
        lambda: papers.withdraw(by=request.user, paper_id=found.pk),
        back=f"{item.meeting.get_absolute_url()}#item-{item.pk}",
        message=_("The paper is taken back."),
    )


def may_see_file(user: Any, file: StoredFile) -> bool:
    """Whether a file is a paper of a meeting that the user sees."""
    return any(sees(user, row) for row in _seen_papers(user).filter(file=file))
