"""Following up what decisions demand."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.governance.forms.decisions import ArrangeForm, MetForm, ReopenForm
from portal.governance.models import DecisionCondition
from portal.governance.rules import decisions as rules
from portal.governance.services import conditions as services
from portal.governance.views.common import crumbs
from portal.web.form_page import form_page
from portal.web.forms import Form


def _seen(request: HttpRequest, pk: int) -> DecisionCondition:
    seen = DecisionCondition.objects.visible_to(request.user)
    return get_object_or_404(seen.select_related("decision__meeting__cooperation", "responsible"), pk=pk)


def _page(
    request: HttpRequest,
    found: DecisionCondition,
    form: Form,
    save: Callable[..., Any],
    **texts: Any,
) -> HttpResponse:
    meeting = found.decision.meeting
    return form_page(
        request,
        form,
        save=lambda said: save(by=request.user, condition_id=found.pk, **{**said, "version": said["version"] or 0}),
        lead=found.text,
        message=_("Saved."),
        obj=found,
        breadcrumbs=crumbs(meeting.cooperation, meeting, found.decision),
        cancel=found.get_absolute_url(),
        done=found.get_absolute_url(),
        **texts,
    )


@login_required
def condition_meet(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a condition is met, and how."""
    found = _seen(request, pk)
    require(rules.may_meet(actor_of(request.user), found))
    initial = {"met_on": timezone.localdate(), "version": found.version}
    form = MetForm(request.POST or None, user=request.user, initial=initial)
    return _page(
        request,
        found,
        form,
        services.meet_condition,
        title=_("A condition is met"),
        submit=_("It is met"),
    )


@login_required
def condition_arrange(request: HttpRequest, pk: int) -> HttpResponse:
    """Say who answers for a condition, and by when."""
    found = _seen(request, pk)
    require(rules.may_arrange(actor_of(request.user), found))
    initial = {"responsible": found.responsible, "due_on": found.due_on, "version": found.version}
    form = ArrangeForm(request.POST or None, user=request.user, initial=initial)
    return _page(
        request,
        found,
        form,
        services.arrange_condition,
        title=_("Who meets the condition, and by when"),
        submit=_("Save"),
    )


@login_required
def condition_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a condition was not met after all."""
    found = _seen(request, pk)
    require(rules.may_arrange(actor_of(request.user), found))
    form = ReopenForm(request.POST or None, user=request.user, initial={"version": found.version})
    return _page(
        request,
        found,
        form,
        services.reopen_condition,
        title=_("The condition was not met after all"),
        submit=_("Open it again"),
    )
