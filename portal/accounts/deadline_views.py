"""What a person answers for: the page of deadlines, how often letters remind of them, and the calendar."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from portal.accounts import mail, services
from portal.accounts.calendar import CALENDAR_ADDRESS, COMING_MONTHS, PAST_MONTHS, calendar_of
from portal.accounts.forms import RemindersForm
from portal.law.periods import add_months
from portal.web.columns import Column
from portal.web.exports import csv_response, xlsx_response
from portal.web.form_page import form_page
from portal.web.formats import date as date_text
from portal.web.formats import number
from portal.web.lists import Facet, facet, list_page
from portal.workflow import deadlines, reminders
from portal.workflow.deadlines import Deadline
from portal.workflow.errors import Refused

COLUMNS = [
    Column("about", gettext_lazy("What it concerns"), lambda one: str(one.about), link=lambda one: one.url),
    Column("day", gettext_lazy("Day"), lambda one: one.day, kind="date"),
    Column("title", gettext_lazy("What is due"), lambda one: str(one.title)),
    Column("kind", gettext_lazy("Kind"), lambda one: str(one.kind.label)),
]
#: How near a deadline is: name, label, and the last number of days ahead that belongs to it.
PERIODS = (
    ("past", gettext_lazy("past"), -1),
    ("month", gettext_lazy("within 30 days"), 30),
    ("quarter", gettext_lazy("in 31 to 90 days"), 90),
    ("year", gettext_lazy("in 91 to 365 days"), 365),
    ("later", gettext_lazy("later"), None),
)


def period_of(deadline: Deadline, today: date) -> str:
    """The name of the period of ``PERIODS`` in which a deadline falls."""
    return next(name for name, _label, days in PERIODS if days is None or deadline.day <= today + timedelta(days=days))


def grouped(found: Iterable[Deadline], today: date) -> list[tuple[str, list[Deadline]]]:
    """The deadlines under the headings of a list: past ones, each day of a week on, then week by week."""
    return [(heading, list(rows)) for heading, rows in groupby(found, lambda one: _heading(one.day, today))]


def _heading(day: date, today: date) -> str:
    if day < today:
        return _("Past")
    if day == today:
        return _("Today")
    if day < today + timedelta(days=7):
        return f"{capfirst(str(WEEKDAYS[day.weekday()]))} {date_text(day)}"
    year, week, _weekday = day.isocalendar()
    return _("Week %(week)s, %(year)s") % {"week": week, "year": year}


@require_safe
@login_required
def deadline_list(request: HttpRequest) -> HttpResponseBase:
    """The reader's own deadlines, from a month ago to two years on, the nearest first."""
    today = timezone.localdate()
    first, last = add_months(today, -PAST_MONTHS), add_months(today, COMING_MONTHS)
    everything = deadlines.own(request.user.pk, today, first, last)
    kinds, periods = request.GET.getlist("kind"), request.GET.getlist("period")

    def narrowed(*, by_kind: bool = True, by_period: bool = True) -> list[Deadline]:
        return [
            one
            for one in everything
            if (not by_kind or not kinds or one.kind.name in kinds)
            and (not by_period or not periods or period_of(one, today) in periods)
        ]

    def facets(request: HttpRequest, filterset: None, found: Any) -> list[Facet]:
        of_kind = Counter(one.kind.name for one in narrowed(by_kind=False))
        in_period = Counter(period_of(one, today) for one in narrowed(by_period=False))
        groups = [
            facet(request, "kind", _("Kind"), [(k.name, k.label, of_kind[k.name]) for k in deadlines.kinds()]),
            facet(request, "period", _("When"), [(name, label, in_period[name]) for name, label, _days in PERIODS]),
        ]
        return [group for group in groups if group.options]

    def download(request: HttpRequest, format_: str, found: Any, columns: Sequence[Column]) -> HttpResponseBase:
        if format_ == "csv":
            return csv_response(columns, found, _("deadlines"))
        return xlsx_response(columns, found, _("deadlines"), _("My deadlines"))

    return list_page(
        request,
        queryset=narrowed(),
        columns=COLUMNS,
        template="people/deadlines.html",
        results_template="people/deadline_results.html",
        title=_("My deadlines"),
        facets=facets,
        filename=_("deadlines"),
        noun=lambda n: ngettext("%(n)s deadline", "%(n)s deadlines", n) % {"n": number(n)},
        count=len,
        search_param=None,
        empty=_(
            "What you answer for is listed here: options to use or decline, agreements that run out, call-offs that"
            " end. It comes by itself as soon as an agreement names you as the responsible officer."
        ),
        export=download,
        context={"grouped": lambda rows: grouped(rows, today)},
    )


@login_required
def reminders_choose(request: HttpRequest) -> HttpResponse:
    """How often letters remind of deadlines."""
    form = RemindersForm(
        request.POST or None, user=request.user, initial={"frequency": reminders.frequency_of(request.user)}
    )
    return form_page(
        request,
        form,
        save=lambda said: services.choose_reminders(by=request.user, frequency=said["frequency"]),
        done=reverse("profile"),
        title=_("Reminders by e-mail"),
        lead=_("One letter with everything that has come near. Each deadline is told once at each of its steps."),
        submit=_("Save"),
        cancel=reverse("profile"),
        message=_("Saved."),
        breadcrumbs=[(_("My profile"), reverse("profile"))],
    )


@require_POST
@login_required
def calendar_open(request: HttpRequest) -> HttpResponse:
    """Give the calendar a new secret address. The profile shows it once; until then it waits in the session."""
    token = services.open_calendar(by=request.user)
    request.session[CALENDAR_ADDRESS] = mail.absolute(reverse("calendar", args=[token]))
    return redirect(reverse("profile") + "#calendar")


@require_POST
@login_required
def calendar_close(request: HttpRequest) -> HttpResponse:
    """End the calendar's secret address."""
    request.session.pop(CALENDAR_ADDRESS, None)
    try:
        services.close_calendar(by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The address has ended. Calendars that use it get nothing more."))
    return redirect("profile")


@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar at a secret address, for the programs that subscribe to it. The secret is the only key, too long to
    be guessed; what stands in the calendar is judged by what its owner may see today."""
    person = services.reader_of_calendar(token)
    if person is None:
        raise Http404
    with translation.override(mail.language_of(person)):
        content = calendar_of(person, timezone.now(), timezone.localdate())
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="deadlines.ics"'
    response["Cache-Control"] = "no-store"
    return response
