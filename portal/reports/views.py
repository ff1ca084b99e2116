"""Reports: those that were made, asking for one, and when they are made by themselves."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from portal.accounts.actor import Actor, actor_of
from portal.figures import catalogue, sheets
from portal.figures.catalogue import SteeringFigures
from portal.figures.rules import cooperations_read_by, may_read_figures
from portal.files.views import file_response
from portal.organisations.models import Cooperation
from portal.reports import rules, services
from portal.reports.forms import ReportForm, ScheduleForm
from portal.reports.models import Report, ReportSchedule
from portal.web import exports
from portal.web.formats import number
from portal.web.lists import Column, list_page
from portal.web.lookups import whole_number

COLUMNS = [
    Column(
        "cooperation",
        _("Summary of"),
        lambda report: report.cooperation.name,
        sort="cooperation__name",
        link=lambda report: report.get_absolute_url(),
    ),
    Column("taken_at", _("Figures taken"), lambda report: report.taken_at, kind="datetime", sort="taken_at"),
    Column("language", _("Language"), lambda report: report.get_language_display(), sort="language"),
    Column("requested_by", _("Asked for by"), lambda report: report.requested_by or _("the portal, on schedule")),
]


def _cooperations(actor: Actor) -> QuerySet[Cooperation]:
    """The cooperations whose summaries the reader may have made."""
    return (
        Cooperation.objects.all()
        if actor.is_administrator
        else Cooperation.objects.filter(pk__in=cooperations_read_by(actor))
    )


def _reader(request: HttpRequest) -> Actor:
    actor = actor_of(request.user)
    if not actor.is_administrator and not cooperations_read_by(actor):
        raise PermissionDenied
    return actor


@login_required
@require_safe
def report_list(request: HttpRequest) -> HttpResponse:
    actor = _reader(request)
    scheduled = [cooperation for cooperation in _cooperations(actor) if rules.may_schedule(actor, cooperation.pk)]
    return list_page(
        request,
        queryset=Report.objects.visible_to(request.user).select_related("cooperation", "requested_by").defer("figures"),
        columns=COLUMNS,
        template="reports/list.html",
        title=_("Reports"),
        default_sort="-taken_at",
        filename=_("reports"),
        noun=lambda n: ngettext("%(n)s report", "%(n)s reports", n) % {"n": number(n)},
        search_param=None,
        empty=_("No steering summary has been made yet. Ask for the first one."),
        context={"scheduled": scheduled},
    )


@login_required
def report_new(request: HttpRequest) -> HttpResponse:
    cooperations = _cooperations(_reader(request))
    asked = request.GET.get("cooperation", "")
    initial = {"language": get_language(), "cooperation": whole_number(asked) or cooperations.first()}
    form = ReportForm(request.POST or None, user=request.user, initial=initial, cooperations=cooperations)
    if request.method == "POST" and form.is_valid():
        return redirect(
            services.request_report(
                by=request.user,
                cooperation_id=form.cleaned_data["cooperation"].pk,
                language=form.cleaned_data["language"],
            )
        )
    return render(request, "reports/new.html", {"form": form})


def _report_for(request: HttpRequest, pk: int) -> Report:
    found = Report.objects.visible_to(request.user).select_related("cooperation", "file", "requested_by")
    return get_object_or_404(found, pk=pk)


@login_required
@require_safe
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """The figures as they were on the day of the report, and the report itself."""
    report = _report_for(request, pk)
    figures = catalogue.shown(report.cooperation, report.figures)
    return render(request, "reports/report.html", {"report": report, "figures": figures})


@login_required
@require_safe
def report_file(request: HttpRequest, pk: int) -> HttpResponse:
    return file_response(_report_for(request, pk).file)


@login_required
@require_safe
def report_sheet(request: HttpRequest, pk: int, format_: str) -> HttpResponse:
    """The figures of a report as they were, as a spreadsheet."""
    report = _report_for(request, pk)
    return _sheet(catalogue.shown(report.cooperation, report.figures), format_)


@login_required
@require_safe
def figure_catalogue(request: HttpRequest, cooperation: int) -> HttpResponse:
    """What every kind of figure means, in each of the portal's languages, and where it can be had."""
    found = get_object_or_404(Cooperation.objects.visible_to(request.user), pk=cooperation)
    if not may_read_figures(actor_of(request.user), found.pk):
        raise PermissionDenied
    taken = catalogue.take(found)
    said = {}
    for code, language in settings.LANGUAGES:
        with override(code):
            said[code] = (language, catalogue.shown(found, taken).definitions)
    figures = catalogue.shown(found, taken)
    return render(
        request,
        "reports/catalogue.html",
        {"cooperation": found, "figures": figures, "languages": said, "reads": get_language() or ""},
    )


@login_required
@require_safe
def figures_sheet(request: HttpRequest, cooperation: int, format_: str) -> HttpResponse:
    """The figures of today, as a spreadsheet."""
    found = get_object_or_404(Cooperation.objects.visible_to(request.user), pk=cooperation)
    if not may_read_figures(actor_of(request.user), found.pk):
        raise PermissionDenied
    return _sheet(catalogue.steering(found), format_)


def _sheet(figures: SteeringFigures, format_: str) -> HttpResponse:
    filename = f"{figures.cooperation.slug}-{figures.taken_on.isoformat()}"
    columns, rows = sheets.columns(figures), sheets.rows(figures)
    if format_ == "csv":
        return exports.csv_response(columns, rows, filename)
    if format_ == "xlsx":
        return exports.xlsx_response(columns, rows, filename, figures.cooperation.name)
    raise Http404


@login_required
def report_schedule(request: HttpRequest, cooperation: int) -> HttpResponse:
    """When a cooperation's summary is made by itself, and who is told."""
    found = get_object_or_404(Cooperation.objects.visible_to(request.user), pk=cooperation)
    if not rules.may_schedule(actor_of(request.user), found.pk):
        raise PermissionDenied
    schedule = ReportSchedule.objects.filter(cooperation=found).first()
    fresh: dict[str, Any] = {"language": get_language(), "recipients": ["steering_group_member"]}
    form = ScheduleForm(request.POST or None, user=request.user, instance=schedule, initial={} if schedule else fresh)
    if request.method == "POST" and form.is_valid():
        today = timezone.localdate()
        services.save_schedule(by=request.user, cooperation_id=found.pk, today=today, **form.cleaned_data)
        messages.success(request, _("The schedule has been saved."))
        return redirect("report-list")
    context = {"form": form, "cooperation": found, "schedule": schedule}
    return render(request, "reports/schedule.html", context)
