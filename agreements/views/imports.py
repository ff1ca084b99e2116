"""Bringing in a register: hand in a file, match its columns, see what the check found, confirm, see what came of it."""

import io
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_filters import FilterSet

from agreements import facts, rules
from agreements.forms.imports import ColumnsForm, ConfirmForm, HandInForm
from agreements.imports.layouts import LAYOUTS
from agreements.imports.layouts.generic import FIELDS
from agreements.imports.states import ImportStatus
from agreements.imports.wording import kind_label
from agreements.models import Agreement, Import, ImportProblem
from agreements.services import imports
from agreements.states import AgreementStatus
from agreements.views.register import allowed
from portal.accounts.actor import actor_of
from portal.files.sheets.findings import Severity
from portal.files.sheets.reading import Unreadable
from portal.files.sheets.template import write_template
from portal.jobs.states import JobStatus
from portal.web import formats
from portal.web.columns import Column
from portal.web.exports import XLSX_TYPE
from portal.web.form_page import explain, form_page
from portal.web.lists import Facet, facet, list_page
from portal.workflow.errors import Refused, refused

SHOWN = 10
RECENT = 5


def _import_for(request: HttpRequest, pk: int) -> Import:
    """The import, for the office of its cooperation and the administrator; nobody else learns of it."""
    imports = Import.objects.visible_to(request.user).select_related("cooperation", "job", "created_by")
    return get_object_or_404(imports, pk=pk)


def _breadcrumbs(imported: Import | None = None) -> list[tuple[str, str]]:
    trail = [(_("Agreements"), reverse("agreement-list"))]
    if imported is not None:
        trail += [(_("Import a register"), reverse("agreement-import")), (str(imported), imported.get_absolute_url())]
    return trail


@login_required
def agreement_import(request: HttpRequest) -> HttpResponse:
    """The form that takes the files, and the latest imports."""
    allowed(rules.may_import_somewhere(actor_of(request.user)))
    form = HandInForm(request.POST or None, request.FILES or None, user=request.user)

    def hand_in(said: dict[str, Any]) -> str:
        try:
            imported = imports.hand_in(
                by=request.user,
                cooperation=said["cooperation"],
                layout=said["layout"],
                files={role: imports.content_of(upload) for role, upload in said["files"].items()},
            )
        except Unreadable as unreadable:
            raise refused(unreadable.message, "file") from unreadable
        if said["layout"].mapped:
            return reverse("agreement-import-map", args=[imported.pk])
        job = imports.start_check(by=request.user, imported=imported, language=get_language() or "sv")
        return job.get_absolute_url()

    return form_page(
        request,
        form,
        save=hand_in,
        title=_("Import a register"),
        submit=_("Hand in"),
        cancel=reverse("agreement-list"),
        lead=_(
            "From an Excel workbook or a CSV file. Nothing is written before you have seen what was found and agreed."
        ),
        breadcrumbs=_breadcrumbs(),
        template="agreements/import.html",
        context={"imports": Import.objects.visible_to(request.user).prefetch_related("files__file")[:RECENT]},
    )


@login_required
@require_safe
def agreement_import_template(request: HttpRequest) -> HttpResponseBase:
    """The empty workbook of the generic layout, in the reader's language."""
    file = io.BytesIO()
    write_template(file, _("Register"), FIELDS)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=_("register") + ".xlsx", content_type=XLSX_TYPE)


@login_required
def agreement_import_map(request: HttpRequest, pk: int) -> HttpResponse:
    """Which column holds what. Setting it starts the check."""
    imported = _import_for(request, pk)
    allowed(rules.may_import(actor_of(request.user), imported.cooperation_id))
    layout = LAYOUTS[imported.layout]
    if not layout.mapped or imported.status == ImportStatus.WRITTEN:
        return redirect(imported)
    file = imported.files.select_related("file").get()
    form = ColumnsForm(request.POST or None, user=request.user, file=file, role=layout.role(file.role))

    def save(said: dict[str, Any]) -> str:
        imports.match_columns(by=request.user, imported=imported, file=file, columns=form.columns())
        job = imports.start_check(by=request.user, imported=imported, language=get_language() or "sv")
        return job.get_absolute_url()

    return form_page(
        request,
        form,
        save=save,
        title=_("Which column holds what?"),
        submit=_("Check the rows"),
        cancel=imported.get_absolute_url(),
        lead=_("Guessed from the header, or as you set it the last time. What you do not choose is not imported."),
        breadcrumbs=_breadcrumbs(imported),
        context={"imported": imported},
    )


@login_required
def agreement_import_check(request: HttpRequest, pk: int) -> HttpResponse:
    """What the check found, with the button that writes it; afterwards what was written. POST checks anew."""
    imported = _import_for(request, pk)
    if request.method == "POST":
        try:
            return redirect(imports.start_check(by=request.user, imported=imported, language=get_language() or "sv"))
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect(imported)
    if imported.job is not None and not imported.job.is_finished:
        return redirect(imported.job)
    return _draw(request, imported, ConfirmForm(user=request.user, imported=imported))


@login_required
@require_POST
def agreement_import_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the checked import written by a job."""
    imported = _import_for(request, pk)
    form = ConfirmForm(request.POST, user=request.user, imported=imported)
    if form.is_valid():
        try:
            return redirect(
                imports.confirm(
                    by=request.user,
                    imported=imported,
                    accepting=form.cleaned_data.get("accepting", False),
                    publishing=form.cleaned_data.get("publishing", False),
                    digest=form.cleaned_data["digest"],
                    language=get_language() or "sv",
                )
            )
        except Refused as refused:
            explain(form, refused)
    return _draw(request, imported, form)


@login_required
@require_POST
def agreement_import_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw away an import that has not been written."""
    imported = _import_for(request, pk)
    try:
        imports.discard(by=request.user, imported=imported)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(imported)
    messages.success(request, _("The import is thrown away. Nothing of it was written."))
    return redirect("agreement-import")


def _draw(request: HttpRequest, imported: Import, form: ConfirmForm) -> HttpResponse:
    found = imported.summary
    kinds = [(*kind.split(":"), count) for kind, count in found.get("by_kind", {}).items()]
    problems = reverse("agreement-import-problems", args=[imported.pk])
    page = {
        "imported": imported,
        "layout": LAYOUTS[imported.layout],
        "breadcrumbs": [*_breadcrumbs(), (_("Import a register"), reverse("agreement-import"))],
        "found": found,
        "form": form,
        "answer": rules.may_write(imported, accepting=True),
        "kinds": [
            (Severity(severity), kind_label(code), count, f"{problems}?severity={severity}&kind={code}")
            for severity, code, count in sorted(kinds, key=lambda kind: kind[0] != Severity.ERROR)
        ],
        "problems": imported.problems.all()[:SHOWN],
        "problem_columns": _problem_columns(),
        "preview_columns": _preview_columns(imported),
        "written": imported.status == ImportStatus.WRITTEN,
        "drafts": imported.agreements.filter(agreement__status=AgreementStatus.DRAFT).count(),
        "in_register": imported.agreements.count(),
        "failed": imported.job is not None and imported.job.status == JobStatus.FAILED,
    }
    return render(request, "agreements/import_check.html", page)


def _preview_columns(imported: Import) -> list[Column]:
    """The columns of the preview, whose rows are plain values."""
    currency, unknown = imported.cooperation.currency, _("unknown")

    def amount(name: str) -> Any:
        return lambda row: formats.money(Decimal(row[name]), currency) if row[name] else unknown

    def day(row: dict[str, Any]) -> date | None:
        return date.fromisoformat(row["ends_on"]) if row["ends_on"] else None

    return [
        Column("title", _("Title"), lambda row: row["title"]),
        Column("row", _("Row"), lambda row: row["row"], kind="number"),
        Column("number", _("Number"), lambda row: row["number"]),
        Column("owner", _("Owner"), lambda row: row["owner"]),
        Column("suppliers", _("Suppliers"), lambda row: _shortened(row["suppliers"])),
        Column("ends_on", _("Last day"), day, kind="date"),
        Column("estimated", _("Estimated value"), amount("estimated")),
        Column("maximum", _("Maximum value"), amount("maximum")),
        Column(
            "comes",
            _("Comes in as"),
            lambda row: _("draft") if row["reasons"] else _("ready to publish"),
            kind="tag",
            tone=lambda row: "neutral" if row["reasons"] else "success",
        ),
    ]


def _shortened(names: list[str]) -> str:
    first = ", ".join(names[:3])
    return first if len(names) <= 3 else _("%(names)s and %(more)s more") % {"names": first, "more": len(names) - 3}


def _problem_columns() -> list[Column]:
    return [
        Column("text", _("What is wrong"), lambda row: row.text),
        Column(
            "severity",
            _("Severity"),
            lambda row: row.get_severity_display(),
            kind="tag",
            tone=lambda row: "danger" if row.severity == Severity.ERROR else "warning",
            sort="severity",
        ),
        Column("row", _("Row"), lambda row: row.row, kind="number", sort=("file", "row")),
        Column("column", _("Column"), lambda row: row.column, sort="column"),
        Column("sheet", _("File and sheet"), lambda row: ", ".join(part for part in (row.file, row.sheet) if part)),
    ]


class ProblemFilter(FilterSet):
    """Severity and kind, straight from the address."""

    class Meta:
        model = ImportProblem
        fields: list[str] = []

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        for param, field in (("severity", "severity"), ("kind", "code")):
            if values := self.data.getlist(param):
                queryset = queryset.filter(**{f"{field}__in": values})
        return queryset


@login_required
@require_safe
def agreement_import_problems(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Every problem with its place, to read or to take along as CSV or XLSX."""
    imported = _import_for(request, pk)
    everything = imported.problems.all()

    def facets(request: HttpRequest, filterset: FilterSet | None, found: QuerySet) -> list[Facet]:
        of_severity = dict(everything.order_by().values_list("severity").annotate(Count("pk")))
        of_kind = everything.order_by().values_list("code").annotate(number=Count("pk")).order_by("-number")
        return [
            facet(
                request,
                "severity",
                _("Severity"),
                [(value, label, of_severity.get(value, 0)) for value, label in Severity.choices],
            ),
            facet(request, "kind", _("Kind"), [(code, kind_label(code), count) for code, count in of_kind]),
        ]

    return list_page(
        request,
        queryset=everything,
        filterset_class=ProblemFilter,
        columns=_problem_columns(),
        template="agreements/import_list.html",
        title=_("What the check found"),
        own_order=_("Errors first, then as in the file"),
        facets=facets,
        filename=_("problems"),
        noun=lambda n: ngettext("%(n)s problem", "%(n)s problems", n) % {"n": formats.number(n)},
        search_param=None,
        empty=_("The check found nothing wrong."),
        context={"imported": imported},
    )


@login_required
@require_safe
def agreement_import_result(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The agreements that the import brought, and why those that are drafts cannot be published as they stand."""
    imported = _import_for(request, pk)
    brought = (
        Agreement.objects.visible_to(request.user)
        .filter(imported_as__imported=imported)
        .select_related("owner", "cooperation")
        .prefetch_related(*facts.children())
        .order_by("pk")
    )
    columns = [
        Column("title", _("Title"), lambda row: row.title, link=Agreement.get_absolute_url, sort="title"),
        Column("number", _("Number"), lambda row: row.number, sort="number"),
        Column("owner", _("Owner"), lambda row: row.owner),
        Column(
            "status",
            _("Status"),
            lambda row: row.get_status_display(),
            kind="tag",
            tone=lambda row: "neutral" if row.is_draft else "success",
            sort="status",
        ),
        Column("missing", _("What is missing"), lambda row: str(rules.ready_to_publish(row)) if row.is_draft else ""),
    ]
    return list_page(
        request,
        queryset=brought,
        columns=columns,
        template="agreements/import_list.html",
        title=_("Imported agreements"),
        own_order=_("As in the file"),
        filename=_("imported"),
        noun=lambda n: ngettext("%(n)s agreement", "%(n)s agreements", n) % {"n": formats.number(n)},
        search_param=None,
        empty=_("Nothing has been written yet."),
        context={"imported": imported},
    )
