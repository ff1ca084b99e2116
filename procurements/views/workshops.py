"""Workshops: a list that one person types while the others watch it grow, or that comes from a spreadsheet."""

import io
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.files.sheets.reading import Unreadable
from portal.files.sheets.template import write_template
from portal.organisations.models import Membership, Organisation
from portal.reference.collation import alphabet_for
from portal.web import formats, history
from portal.web.columns import Column
from portal.web.exports import XLSX_TYPE
from portal.web.form_page import explain, form_page
from portal.web.lists import list_page
from portal.workflow.errors import Refused
from procurements.forms.workshops import LineForm, OpenForm, WorkshopFileForm, WorkshopForm
from procurements.models import Proposal, Workshop
from procurements.rules import workshops as rules
from procurements.services import workshops as services
from procurements.views.proposals import tabs_of
from procurements.workshop_lists import FIELDS, read_list

SHOWN_PROBLEMS = 50

COLUMNS = [
    Column("title", lazy("Title"), lambda row: row.title, sort="title", link=Workshop.get_absolute_url),
    Column("held_on", lazy("Held on"), lambda row: row.held_on, "date", sort="held_on"),
    Column("proposals", lazy("Proposals"), lambda row: row.typed, "number", sort="typed"),
    Column(
        "open",
        lazy("List"),
        lambda row: lazy("open") if row.is_open else lazy("closed"),
        "tag",
        tone=lambda row: "success" if row.is_open else "neutral",
        sort="is_open",
    ),
]


def _seen(request: HttpRequest, pk: int) -> Workshop:
    found = Workshop.objects.visible_to(request.user).select_related("cooperation", "meeting")
    return get_object_or_404(found, pk=pk)


def _crumbs(*more: Workshop) -> list[tuple[Any, str]]:
    return [
        (_("Proposals"), reverse("proposal-list")),
        (_("Workshops"), reverse("workshop-list")),
        *((str(row), row.get_absolute_url()) for row in more),
    ]


def _members(workshop: Workshop) -> QuerySet:
    """The members on the day of the workshop, in the reader's alphabet."""
    rows = Membership.objects.on(workshop.held_on).filter(cooperation=workshop.cooperation_id)
    found = Organisation.objects.filter(pk__in=rows.values("organisation"))
    return found.alphabetical(alphabet_for(get_language() or ""))


@login_required
def workshop_list(request: HttpRequest) -> HttpResponse:
    """The workshops of the reader's cooperations."""
    actor = actor_of(request.user)
    return list_page(
        request,
        queryset=Workshop.objects.visible_to(request.user).annotate(typed=Count("proposals")),
        columns=COLUMNS,
        template="procurements/workshops.html",
        title=_("Workshops"),
        default_sort="-held_on",
        filename=_("workshops"),
        search_param=None,
        noun=lambda n: ngettext("%(n)s workshop", "%(n)s workshops", n) % {"n": formats.number(n)},
        empty=_("No workshop has been held. What members propose at one is typed into its list while they talk."),
        context={"may_hold": bool(rules.may_begin(actor)), "tabs": tabs_of("workshops")},
    )


@login_required
def workshop_new(request: HttpRequest) -> HttpResponse:
    """Open the list of a workshop."""
    require(rules.may_begin(actor_of(request.user)))
    form = WorkshopForm(request.POST or None, user=request.user, initial={"held_on": timezone.localdate()})
    return form_page(
        request,
        form,
        save=lambda data: services.hold(by=request.user, cooperation_id=form.chosen_cooperation.pk, **form.said()),
        title=_("Hold a workshop"),
        lead=_("You type what is proposed, and everybody in the cooperation can watch the list grow."),
        submit=_("Open the list"),
        message=_("The list is open."),
        breadcrumbs=_crumbs(),
        cancel=reverse("workshop-list"),
        done=Workshop.get_absolute_url,
    )


@login_required
def workshop_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = _seen(request, pk)
    require(rules.may_hold(actor_of(request.user), found.cooperation_id))
    said = {"title": found.title, "held_on": found.held_on, "meeting": found.meeting, "version": found.version}
    form = WorkshopForm(request.POST or None, user=request.user, cooperation=found.cooperation, initial=said)
    return form_page(
        request,
        form,
        save=lambda data: services.edit(by=request.user, workshop_id=pk, version=data["version"], **form.said()),
        title=_("Edit %(title)s") % {"title": found.title},
        submit=_("Save"),
        message=_("Saved."),
        obj=found,
        breadcrumbs=_crumbs(found),
        cancel=found.get_absolute_url(),
        done=Workshop.get_absolute_url,
    )


@login_required
def workshop(request: HttpRequest, pk: int) -> HttpResponse:
    """The list of a workshop: typed by the office, watched by all. Each line that is sent stands there at once."""
    found = _seen(request, pk)
    may_type = rules.may_type(actor_of(request.user), found)
    if request.method == "POST":
        require(may_type)
    form = LineForm(request.POST or None, user=request.user, workshop=found, members=_members(found))
    if request.method == "POST" and form.is_valid():
        try:
            services.type_in(by=request.user, workshop_id=pk, rows=[form.data_said()])
        except Refused as refused:
            explain(form, refused)
        else:
            if not request.htmx:
                return redirect(found.get_absolute_url())
            # The next line is most often of the same area.
            form = LineForm(
                user=request.user,
                workshop=found,
                members=_members(found),
                initial={"area": form.cleaned_data["area"]},
            )
    page = {
        "workshop": found,
        "breadcrumbs": _crumbs(),
        "form": form,
        "may_type": may_type,
        "may_hold": bool(rules.may_hold(actor_of(request.user), found.cooperation_id)),
        "proposals": _typed(found),
    }
    if request.htmx:
        return render(request, "procurements/workshop_typing.html", page)
    return render(request, "procurements/workshop.html", page | {"history": history.entries(found)})


@login_required
@require_safe
def workshop_lines(request: HttpRequest, pk: int) -> HttpResponse:
    """The list alone, for those who watch. Nothing comes back when nothing has been added to what is ``seen``."""
    found = _seen(request, pk)
    proposals = _typed(found)
    if found.is_open and request.GET.get("seen") == str(len(proposals)):
        return HttpResponse(status=204)
    return render(request, "procurements/workshop_lines.html", {"workshop": found, "proposals": proposals})


def _typed(workshop: Workshop) -> list[Proposal]:
    """What has been proposed, the last on top."""
    rows = Proposal.objects.filter(workshop=workshop).select_related("organisation", "cooperation")
    return list(rows.order_by("-pk"))


@login_required
def workshop_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the list, or open it again."""
    found = _seen(request, pk)
    require(rules.may_hold(actor_of(request.user), found.cooperation_id))
    closing = found.is_open
    return form_page(
        request,
        OpenForm(request.POST or None, user=request.user, initial={"version": found.version}),
        save=lambda data: services.open_or_close(
            by=request.user, workshop_id=pk, version=data["version"], is_open=not closing
        ),
        title=_("Close the list") if closing else _("Open the list again"),
        lead=_("The working group goes on with what stands there.") if closing else _("More can be typed then."),
        submit=_("Close the list") if closing else _("Open the list again"),
        message=_("The list is closed.") if closing else _("The list is open."),
        obj=found,
        breadcrumbs=_crumbs(found),
        cancel=found.get_absolute_url(),
        done=Workshop.get_absolute_url,
    )


@login_required
def workshop_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Take proposals from a spreadsheet, all of them or none; what cannot be read is told by row and column."""
    found = _seen(request, pk)
    require(rules.may_type(actor_of(request.user), found))
    form = WorkshopFileForm(request.POST or None, request.FILES or None, user=request.user)
    problems: list[Any] = []
    if request.method == "POST" and form.is_valid():
        members = {row.name.casefold(): row for row in _members(found)}
        upload = form.cleaned_data["file"]
        try:
            listed = read_list(upload.read(), upload.name, members, get_language() or "en")
        except Unreadable as unreadable:
            form.add_error("file", unreadable.message)
        else:
            problems = listed.findings.problems
            if not problems:
                try:
                    typed = services.type_in(by=request.user, workshop_id=pk, rows=listed.proposals)
                except Refused as refused:
                    explain(form, refused)
                else:
                    n = len(typed)
                    messages.success(
                        request,
                        ngettext("%(n)s proposal is added.", "%(n)s proposals are added.", n)
                        % {"n": formats.number(n)},
                    )
                    return redirect(found.get_absolute_url())
    return render(
        request,
        "procurements/workshop_import.html",
        {
            "workshop": found,
            "breadcrumbs": _crumbs(found),
            "form": form,
            "problems": problems[:SHOWN_PROBLEMS],
            "more_problems": max(0, len(problems) - SHOWN_PROBLEMS),
            "columns": FIELDS,
        },
    )


@login_required
@require_safe
def workshop_template(request: HttpRequest, pk: int) -> FileResponse:
    """The workbook to fill in."""
    found = _seen(request, pk)
    require(rules.may_hold(actor_of(request.user), found.cooperation_id))
    book = io.BytesIO()
    write_template(book, _("Proposals"), FIELDS)
    book.seek(0)
    return FileResponse(book, as_attachment=True, filename=_("proposals") + ".xlsx", content_type=XLSX_TYPE)
