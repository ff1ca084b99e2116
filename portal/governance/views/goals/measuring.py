"""Entering what was measured of a goal, and correcting it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.governance.forms import goals as forms
from portal.governance.goals.wording import way
from portal.governance.models import Goal, Measurement
from portal.governance.rules import goals as rules
from portal.governance.services import goals as services
from portal.governance.views.goals.common import goal_of, trail
from portal.web.form_page import form_page


@login_required
def measurement_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a figure."""
    found = goal_of(request, pk)
    require(rules.may_measure(actor_of(request.user), found))
    last = timezone.localdate().year - 1
    first = {"year": last + 1 if found.measurements.standing().filter(year=last, day=None).exists() else last}
    form = forms.MeasurementForm(request.POST or None, user=request.user, goal=found, initial=first)
    return form_page(
        request,
        form,
        save=lambda _said: services.measure(by=request.user, goal_id=pk, data=form.said()),
        title=_("Enter what was measured"),
        lead=_("%(goal)s: %(way)s.") % {"goal": found, "way": way(found)},
        submit=_("Enter the figure"),
        message=_("The figure is entered."),
        breadcrumbs=trail(found),
        cancel=found.get_absolute_url(),
        done=found.get_absolute_url(),
    )


@login_required
def measurement_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Put another figure in the place of one that was wrong."""
    goals = Goal.objects.visible_to(request.user)
    row = get_object_or_404(Measurement.objects.standing().filter(goal__in=goals), pk=pk)
    found = goal_of(request, row.goal_id)
    require(rules.may_measure(actor_of(request.user), found))
    form = forms.CorrectionForm(request.POST or None, user=request.user, goal=found, initial=forms.initial_of(row))
    return form_page(
        request,
        form,
        save=lambda said: services.correct(by=request.user, measurement_id=pk, data=form.said(), reason=said["reason"]),
        title=_("Correct a figure"),
        lead=_("The figure that was wrong stays to be read, with the reason."),
        submit=_("Correct it"),
        message=_("The figure is corrected."),
        breadcrumbs=trail(found),
        cancel=found.get_absolute_url(),
        done=found.get_absolute_url(),
    )
