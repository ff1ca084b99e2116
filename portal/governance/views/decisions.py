"""Decisions of meetings."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.governance.forms.decisions import CorrectionForm, DecisionForm
from portal.governance.models import Decision
from portal.governance.services import decisions as services
from portal.governance.services.decisions import DECISION_FIELDS, DecisionData
from portal.governance.views.common import crumbs
from portal.governance.views.meetings import meeting_of
from portal.organisations import rules
from portal.web.form_page import form_page


def _decision_data(data: dict[str, Any]) -> DecisionData:
    return DecisionData(**{field: data[field] for field in DECISION_FIELDS})


@login_required
def decision_record(request: HttpRequest, pk: int) -> HttpResponse:
    """Record what a meeting decided."""
    found = meeting_of(request, pk)
    require(rules.may_coordinate(actor_of(request.user), found.cooperation_id))
    initial = {"takes_effect_on": found.held_on, "is_unanimous": True}
    return form_page(
        request,
        DecisionForm(request.POST or None, user=request.user, initial=initial),
        save=lambda data: services.record_decision(by=request.user, meeting_id=found.pk, data=_decision_data(data)),
        title=_("Record a decision"),
        submit=_("Record the decision"),
        message=_("The decision is recorded."),
        breadcrumbs=crumbs(found.cooperation, found),
        cancel=found.get_absolute_url(),
    )


@login_required
def decision_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct how a decision was recorded."""
    seen = Decision.objects.visible_to(request.user).select_related("meeting__cooperation")
    found = get_object_or_404(seen, pk=pk)
    require(rules.may_coordinate(actor_of(request.user), found.meeting.cooperation_id))
    initial = {field: getattr(found, field) for field in DECISION_FIELDS}
    return form_page(
        request,
        CorrectionForm(request.POST or None, user=request.user, initial=initial),
        save=lambda data: services.correct_decision(
            by=request.user, decision_id=found.pk, data=_decision_data(data), reason=data["reason"]
        ),
        title=_("Correct a decision"),
        lead=_("What stood there before is kept in the meeting's history."),
        submit=_("Save the correction"),
        message=_("Saved."),
        breadcrumbs=crumbs(found.meeting.cooperation, found.meeting),
        cancel=found.get_absolute_url(),
    )
