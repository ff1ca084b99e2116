"""Requirements from a spreadsheet: handed in, looked at, brought in as a whole."""

import io
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from portal.files.sheets.template import write_template
from portal.web import formats
from portal.web.columns import Column
from portal.web.exports import XLSX_TYPE
from portal.web.form_page import explain, form_page
from portal.web.presses import pressed
from portal.workflow.errors import Refused
from procurements.forms.requirements import EnterFileForm, FileForm
from procurements.models import RequirementFile
from procurements.services import requirement_files as services
from procurements.specification.files import FIELDS
from procurements.specification.wording import per_cent
from procurements.states.requirements import RequirementKind, Strength
from procurements.views.requirements.common import address_of, trail, writing

SHOWN_PROBLEMS = 100


@login_required
def requirement_import(request: HttpRequest, pk: int) -> HttpResponse:
    """The form that takes a file."""
    procurement = writing(request, pk)

    def hand_in(said: dict[str, Any]) -> RequirementFile:
        upload = said["file"]
        return services.hand_in(by=request.user, procurement_id=pk, name=upload.name or "", content=upload.read())

    return form_page(
        request,
        FileForm(request.POST or None, request.FILES or None, user=request.user),
        save=hand_in,
        done=lambda handed_in: reverse("requirement-file", args=[pk, handed_in.pk]),
        title=_("Bring in requirements from a file"),
        lead=_("You see every row, and what is wrong with it, before anything is proposed."),
        submit=_("Look at the file"),
        breadcrumbs=trail(procurement),
        cancel=address_of(procurement),
        template="procurements/specification/import.html",
        context={"procurement": procurement, "columns": FIELDS},
    )


@login_required
@require_safe
def requirement_template(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The empty workbook with all columns explained."""
    writing(request, pk)
    file = io.BytesIO()
    write_template(file, _("Requirements"), FIELDS)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=_("requirements") + ".xlsx", content_type=XLSX_TYPE)


def _file_of(request: HttpRequest, pk: int, file: int) -> RequirementFile:
    procurement = writing(request, pk)
    found = get_object_or_404(
        RequirementFile.objects.select_related("file", "created_by"), pk=file, procurement=procurement
    )
    found.procurement = procurement
    return found


@login_required
def requirement_file(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """What a file holds, with its errors or the button that brings it in."""
    handed_in = _file_of(request, pk, file)
    if handed_in.entered_at is not None:
        return redirect(address_of(handed_in.procurement))
    found = services.checked(handed_in)
    form = EnterFileForm(request.POST or None, user=request.user, initial={"digest": found.digest})
    if request.method == "POST" and form.is_valid():
        try:
            made = services.enter(by=request.user, file_id=file, digest=form.cleaned_data["digest"])
        except Refused as refused:
            explain(form, refused)
        else:
            text = ngettext("%(n)s requirement is proposed.", "%(n)s requirements are proposed.", len(made))
            messages.success(request, text % {"n": formats.number(len(made))})
            return redirect(address_of(handed_in.procurement))
    page = {
        "procurement": handed_in.procurement,
        "handed_in": handed_in,
        "breadcrumbs": trail(handed_in.procurement),
        "form": form,
        "found": found,
        "weight": per_cent(found.weight),
        "problems": found.findings.problems[:SHOWN_PROBLEMS],
        "problem_columns": _problem_columns(),
        "row_columns": _row_columns(),
    }
    return render(request, "procurements/specification/file.html", page)


@login_required
@require_POST
def requirement_file_discard(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """Throw away a file that was not brought in."""
    handed_in = _file_of(request, pk, file)
    pressed(
        request,
        lambda: services.discard(by=request.user, file_id=file),
        _("The file is thrown away. Nothing of it was brought in."),
    )
    return redirect(address_of(handed_in.procurement))


def _problem_columns() -> list[Column]:
    return [
        Column("text", _("What is wrong"), lambda problem: problem.text),
        Column("row", _("Row"), lambda problem: problem.row, kind="number"),
        Column("column", _("Column"), lambda problem: problem.column or _("a column that the file lacks")),
    ]


def _row_columns() -> list[Column]:
    return [
        Column("text", _("Requirement"), lambda row: row.text),
        Column("heading", _("Section"), lambda row: row.heading or _("General")),
        Column("kind", _("Kind"), lambda row: RequirementKind(row.kind).label),
        Column("strength", _("Strength"), lambda row: Strength(row.strength).label),
        Column("weight", _("Weight"), lambda row: per_cent(row.weight) or _("none")),
    ]
