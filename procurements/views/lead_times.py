"""How long procurements take in a cooperation and how much work they are: stated by its office, held against what they
took."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.law.planning import Phase
from portal.law.procedures import KNOWN, Procedure
from portal.organisations.models import Cooperation
from portal.web.form_page import form_page
from procurements.forms.planning import LeadTimeForm, WorkloadForm
from procurements.plan import past
from procurements.plan.terms import Terms, terms_of
from procurements.plan.workload import loads
from procurements.rules import planning as rules
from procurements.rules import procurements as procurement_rules
from procurements.services import planning as services
from procurements.wording import quarter_label


def _cooperation(request: HttpRequest, pk: int) -> tuple[Cooperation, Terms]:
    found = get_object_or_404(Cooperation.objects.visible_to(request.user), pk=pk)
    require(rules.may_state(actor_of(request.user), pk))
    return found, terms_of([pk])[pk]


def _crumbs(*more: tuple[Any, str]) -> list[tuple[Any, str]]:
    return [(_("The plan over time"), reverse("procurement-plan")), *more]


@require_safe
@login_required
def lead_time_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The days of each phase by procedure: stated or assumed, and what they took."""
    cooperation, terms = _cooperation(request, pk)
    took = past.phases_of(cooperation)
    return render(
        request,
        "procurements/plan/lead_times.html",
        {
            "cooperation": cooperation,
            "breadcrumbs": _crumbs(),
            "phases": tuple(Phase),
            "rows": [
                (procedure, terms.leads_of(procedure), procedure in terms.stated, took.get(procedure, {}))
                for procedure in KNOWN[cooperation.jurisdiction]
            ],
            "notice_to_start": past.notice_to_start(cooperation),
            "counted": past.LAST,
        },
    )


@login_required
def lead_time_edit(request: HttpRequest, pk: int, procedure: str) -> HttpResponse:
    """State the days of a procedure's phases."""
    cooperation, terms = _cooperation(request, pk)
    if procedure not in KNOWN[cooperation.jurisdiction]:
        raise Http404
    stated, leads = terms.stated.get(procedure), terms.leads_of(procedure)
    first = {phase.value: leads.of(phase) for phase in Phase} | {"version": stated.version if stated else 0}
    label = Procedure(procedure).label
    return form_page(
        request,
        LeadTimeForm(request.POST or None, user=request.user, initial=first),
        save=lambda data: services.state_lead_times(
            by=request.user, cooperation_id=pk, procedure=procedure, version=data.pop("version"), days=data
        ),
        title=_("Lead times: %(procedure)s") % {"procedure": label},
        lead=_("Calendar days from the beginning of a phase to the beginning of the next. 0 leaves a phase out."),
        submit=_("Save"),
        message=_("Saved. The latest days to start are reckoned anew."),
        obj=stated,
        breadcrumbs=_crumbs((_("Lead times"), reverse("lead-time-list", args=[pk]))),
        cancel=reverse("lead-time-list", args=[pk]),
        done=reverse("lead-time-list", args=[pk]),
    )


@require_safe
@login_required
def workload(request: HttpRequest) -> HttpResponse:
    """Each officer's coming quarters, with what the plan takes of them."""
    actor = actor_of(request.user)
    require(procurement_rules.may_plan(actor))
    offices = Cooperation.objects.filter(pk__in=actor.office)
    return render(
        request,
        "procurements/plan/workload.html",
        {
            "breadcrumbs": _crumbs(),
            "offices": loads(list(offices), timezone.localdate()),
            "phases": tuple(Phase),
            "quarter_label": quarter_label,
        },
    )


@login_required
def workload_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """State the effort of each phase and the capacity of an officer."""
    cooperation, terms = _cooperation(request, pk)
    first: dict[str, Any] = {phase.value: terms.efforts[phase] for phase in Phase}
    first |= {"capacity": terms.capacity, "version": terms.workload.version if terms.workload else 0}
    return form_page(
        request,
        WorkloadForm(request.POST or None, user=request.user, initial=first),
        save=lambda data: services.state_workload(
            by=request.user, cooperation_id=pk, version=data.pop("version"), shares=data
        ),
        title=_("Effort and capacity in %(cooperation)s") % {"cooperation": cooperation.name},
        lead=_("How many per cent of an officer's full time a phase takes while it lasts."),
        submit=_("Save"),
        message=_("Saved."),
        obj=terms.workload,
        breadcrumbs=_crumbs((_("Workload"), reverse("workload"))),
        cancel=reverse("workload"),
        done=reverse("workload"),
    )
