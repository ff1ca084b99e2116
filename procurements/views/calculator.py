"""The calculator of standstill and time limits: open to everybody, the question and its answer at one address."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.accounts.actor import actor_of
from portal.law import time_limits
from portal.law.calendars import Counted
from portal.law.jurisdictions import JurisdictionCode
from portal.law.standstill import standstill
from portal.law.time_limits import Circumstances, Limit
from portal.law.wording import Weekday
from portal.organisations.models import Cooperation
from procurements.forms.calculator import CalculatorForm, What


@dataclass(frozen=True)
class Told:
    """What the page says above the steps: the day in words, or that none is counted."""

    headline: str
    day: Weekday | None


@require_safe
def calculator(request: HttpRequest) -> HttpResponse:
    """A day that the law counts to, and how. Anything that is not asked has the usual answer."""
    usual = {
        "what": What.STANDSTILL,
        "jurisdiction": _own_jurisdiction(request),
        "on": timezone.localdate().isoformat(),
        "electronic": "yes",
        "procedure": "open",
        "online": "yes",
        "prior": "",
        "urgent": "no",
    }
    asked = bool(request.GET.keys() & usual.keys())
    said = usual | {name: value for name in usual if (value := request.GET.get(name))}
    form = CalculatorForm(said, user=request.user)
    page: dict[str, Any] = {"form": form, "asked": asked}
    if form.is_valid():
        counted = _count(form.cleaned_data)
        page |= {"counted": counted, "told": _told(form.cleaned_data["what"], counted), "question": _question(form)}
    return render(request, "procurements/calculator.html", page)


def _count(said: dict[str, Any]) -> Counted:
    where, day, procedure, what = said["jurisdiction"], said["on"], said["procedure"], said["what"]
    electronic = said["electronic"] == "yes"
    if what == What.STANDSTILL:
        return standstill(where, day, electronic=electronic, procedure=procedure)
    if what == What.MINI_COMPETITION:
        return standstill(where, day, electronic=electronic, mini_competition=True)
    if what == What.RESULT:
        return time_limits.result_notice(where, day)
    given = Circumstances(
        electronic=electronic,
        online=said["online"] == "yes",
        prior_notice_on=said["prior"],
        urgent=said["urgent"] == "yes",
    )
    limit = Limit.REQUESTS if what == What.REQUESTS else Limit.TENDERS
    return time_limits.minimum(where, procedure, limit, day, given)


def _told(what: str, counted: Counted) -> Told:
    if counted.day is None:
        return Told(_("No day is counted"), None)
    words = {
        What.STANDSTILL: _("The agreement may be signed from"),
        What.MINI_COMPETITION: _("The agreement may be signed from"),
        What.TENDERS: _("Tenders fall due at the earliest on"),
        What.REQUESTS: _("Requests to participate fall due at the earliest on"),
        What.RESULT: _("The result notice is sent at the latest on"),
    }
    return Told(words[What(what)], Weekday(counted.day))


def _question(form: CalculatorForm) -> str:
    """What was asked, in words, for the print and for whoever opens a saved address."""
    said = form.cleaned_data
    words = [What(said["what"]).label, JurisdictionCode(said["jurisdiction"]).label]
    if said["what"] not in (What.MINI_COMPETITION, What.RESULT):
        words.append(dict(form.fields["procedure"].choices)[said["procedure"]])
    return capfirst(" · ".join(map(str, words)))


def _own_jurisdiction(request: HttpRequest) -> str:
    """That of the reader's own cooperation; for others, of the country whose language they read."""
    own = Cooperation.objects.filter(pk__in=actor_of(request.user).cooperations).values_list("jurisdiction", flat=True)
    return own.first() or (JurisdictionCode.NO if get_language() == "nb" else JurisdictionCode.SE)
