"""Agreements that run out with no successor in time, and the first step towards one."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from agreements.models import Agreement
from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.web import formats
from portal.web.columns import Column
from portal.web.exports import csv_response, xlsx_response
from portal.web.form_page import form_page
from portal.web.lists import list_page
from procurements.forms.planning import SuccessorForm
from procurements.models import Procurement
from procurements.plan.gaps import Gap, gaps, last_possible_day
from procurements.rules import planning as rules
from procurements.rules import procurements as procurement_rules
from procurements.services import planning as services
from procurements.states.planning import USUAL
from procurements.states.stages import Stage


@require_safe
@login_required
def successor_list(request: HttpRequest) -> HttpResponseBase:
    """What runs out with nothing to follow in time, the latest day to begin first."""
    actor, today = actor_of(request.user), timezone.localdate()
    require(procurement_rules.may_plan(actor))

    def download(request: HttpRequest, format_: str, found: Any, columns: Sequence[Column]) -> HttpResponseBase:
        if format_ == "csv":
            return csv_response(columns, found, _("successors"))
        return xlsx_response(columns, found, _("successors"), _("Agreements without a successor in time"))

    return list_page(
        request,
        queryset=gaps(actor.office, today),
        columns=_columns(today),
        template="procurements/plan/successors.html",
        results_template="procurements/plan/successor_results.html",
        title=_("Agreements without a successor in time"),
        filename=_("successors"),
        noun=lambda n: ngettext("%(n)s agreement", "%(n)s agreements", n) % {"n": formats.number(n)},
        count=len,
        search_param=None,
        empty=_(
            "Every regional agreement that runs out has a procurement that starts in time, or still has more than a"
            " year before one has to begin."
        ),
        export=download,
        context={
            "breadcrumbs": [(_("The plan over time"), reverse("procurement-plan"))],
            "offices": sorted(actor.office),
            "today": today,
        },
    )


def _columns(today: date) -> list[Column]:
    def urgency(gap: Gap) -> str:
        return _("too late") if gap.begin_by < today else _("in time")

    return [
        Column(
            "title", _("Agreement"), lambda gap: gap.agreement.title, link=lambda gap: gap.agreement.get_absolute_url()
        ),
        Column("number", _("Number"), lambda gap: gap.agreement.number),
        Column(
            "officer",
            _("Responsible officer"),
            lambda gap: gap.agreement.responsible and gap.agreement.responsible.name,
        ),
        Column("last_day", _("Last day with every open option"), lambda gap: gap.last_day, "date"),
        Column("begin_by", _("Begin no later than"), lambda gap: gap.begin_by, "date"),
        Column("urgency", _("If you begin today"), urgency),
        Column("procedure", _("Reckoned by"), lambda gap: _procedure(gap)),
        Column(
            "successor",
            _("Planned, but too late"),
            lambda gap: gap.successor and gap.successor.title,
            link=lambda gap: gap.successor.get_absolute_url() if gap.successor else None,
        ),
        Column("starts", _("Starts by its plan"), lambda gap: gap.starts, "date"),
        Column("without", _("Days without an agreement"), lambda gap: gap.days_without or None, "number"),
    ]


def _procedure(gap: Gap) -> Any:
    return dict(Procurement._meta.get_field("procedure").choices)[gap.procedure]


@login_required
def successor_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the draft of the procurement that takes an agreement's place."""
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), pk=pk, last_day__isnull=False)
    planned = agreement.replaced_by.exclude(stage=Stage.CANCELLED).exists()
    require(rules.may_plan_successor(actor_of(request.user), agreement, is_planned=planned))
    starts_on = last_possible_day(agreement) + timedelta(days=1)
    return form_page(
        request,
        SuccessorForm(request.POST or None, user=request.user, initial={"procedure": USUAL, "starts_on": starts_on}),
        save=lambda data: services.plan_successor(by=request.user, agreement_id=pk, **data),
        title=_("Plan a successor of %(title)s") % {"title": agreement.title},
        lead=_(
            "It begins as a draft with the agreement's codes and officer. Its days are worked back from the first day"
            " of the new agreement, by the lead times of the procedure."
        ),
        submit=_("Save the draft"),
        message=_("The draft is saved. Look through its days before you publish it in the plan."),
        breadcrumbs=[
            (_("The plan over time"), reverse("procurement-plan")),
            (_("Agreements without a successor in time"), reverse("successor-list")),
        ],
        cancel=reverse("successor-list"),
        done=Procurement.get_absolute_url,
    )
