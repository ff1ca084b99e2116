"""What is checked of an agreement for goals: the check with its thread, and recording what was found."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agreements.forms import goals as forms
from agreements.models import GoalCheck, GoalFinding
from agreements.rules import goals as rules
from agreements.services import goals as services
from agreements.states.follow_up import CHECK_TONES
from agreements.states.goals import GOAL_CHECK_TONES
from agreements.views.follow_up import agreement_of, crumbs
from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.governance.models import Goal
from portal.governance.rules import goals as goal_rules
from portal.web import history
from portal.web.form_page import form_page
from portal.web.lookups import whole_number
from portal.web.panels import panels_for
from portal.web.presses import pressed


def check_of(request: HttpRequest, pk: int) -> GoalCheck:
    """A check that the reader sees; 404 for all others."""
    rows = GoalCheck.objects.visible_to(request.user).select_related(
        "agreement__cooperation", "agreement__partnership", "goal__strategy", "obligation"
    )
    return get_object_or_404(rows, pk=pk)


@require_safe
@login_required
def goal_check(request: HttpRequest, pk: int) -> HttpResponse:
    """One check: the thread up to the goal and the requirement, and what was found."""
    found = check_of(request, pk)
    actor = actor_of(request.user)
    findings = list(found.findings.select_related("by", "measurement"))
    for row in findings:
        row.goal_check = found
    goal = Goal.objects.visible_to(request.user).filter(pk=found.goal_id).select_related("strategy").first()
    follows = bool(rules.may_check(actor, found.agreement))
    return render(
        request,
        "agreements/goals/check.html",
        {
            "check": found,
            "agreement": found.agreement,
            "breadcrumbs": crumbs(found.agreement),
            "goal": goal,
            "tone": GOAL_CHECK_TONES[found.state],  # type: ignore[index]
            "check_tones": CHECK_TONES,
            "findings": [(row, bool(rules.may_enter(actor, row))) for row in findings],
            "may_record": bool(rules.may_record(actor, found)),
            "may_drop": bool(rules.may_drop(actor, found)),
            "today": timezone.localdate(),
            "panels": panels_for("goal-check", request, found),
            "history": history.entries(found) if follows else None,
        },
    )


@login_required
def goal_check_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what is checked of an agreement for a goal."""
    agreement = agreement_of(request, pk)
    require(rules.may_check(actor_of(request.user), agreement))
    form = forms.CheckForm(
        request.POST or None,
        user=request.user,
        agreement=agreement,
        initial={"goal": whole_number(request.GET.get("goal", ""))},
    )
    return form_page(
        request,
        form,
        save=lambda _said: services.add_check(by=request.user, agreement_id=pk, data=form.said()),
        title=_("Check the agreement for a goal"),
        lead=_("What the agreement is to do for a goal, and how somebody sees whether it does."),
        submit=_("Save the check"),
        message=_("The check is saved."),
        breadcrumbs=crumbs(agreement),
        cancel=agreement.get_absolute_url(),
    )


@login_required
def goal_check_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is checked."""
    found = check_of(request, pk)
    require(rules.may_record(actor_of(request.user), found))
    first = {name: getattr(found, name) for name in (*services.CHECK_FIELDS, "version")}
    form = forms.CheckForm(request.POST or None, user=request.user, agreement=found.agreement, initial=first)
    return _page(
        request,
        found,
        form,
        lambda said: services.edit_check(by=request.user, check_id=pk, version=said["version"] or 0, data=form.said()),
        title=_("Edit the check"),
    )


@login_required
def goal_check_record(request: HttpRequest, pk: int) -> HttpResponse:
    """Record what was found."""
    found = check_of(request, pk)
    actor = actor_of(request.user)
    require(rules.may_record(actor, found))
    form = forms.FindingForm(
        request.POST or None,
        user=request.user,
        check=found,
        may_measure=bool(goal_rules.may_measure(actor, found.goal)),
        initial={"version": found.version, "checked_on": timezone.localdate()},
    )
    return _page(
        request,
        found,
        form,
        lambda said: services.record(
            by=request.user,
            check_id=pk,
            version=said["version"],
            data=form.said(),
            measured=said.get("measured", False),
        ),
        title=_("Record a check"),
        lead=found.what,
        message=_("What was found is recorded."),
    )


@login_required
def goal_check_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Follow it up no longer."""
    found = check_of(request, pk)
    require(rules.may_drop(actor_of(request.user), found))
    return _page(
        request,
        found,
        forms.DropForm(request.POST or None, user=request.user, initial={"version": found.version}),
        lambda said: services.drop(by=request.user, check_id=pk, version=said["version"], reason=said["reason"]),
        title=_("Follow it up no longer"),
        lead=_("What was found so far stays to be read."),
        submit=_("Drop it"),
    )


@login_required
@require_POST
def goal_finding_enter(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the value of a check be a figure of its goal."""
    rows = GoalFinding.objects.visible_to(request.user).select_related("goal_check__goal__strategy")
    found = get_object_or_404(rows, pk=pk)
    require(rules.may_enter(actor_of(request.user), found))
    pressed(request, lambda: services.enter(by=request.user, finding_id=pk))
    return redirect(found.goal_check.goal.get_absolute_url() + "#measured")


def _page(request: HttpRequest, check: GoalCheck, form: Any, save: Any, **texts: Any) -> HttpResponse:
    """A form that leads back to the check."""
    back = check.get_absolute_url()
    return form_page(
        request,
        form,
        save=save,
        **{
            "submit": _("Save"),
            "message": _("Saved."),
            "breadcrumbs": [*crumbs(check.agreement), (str(check), back)],
            "cancel": back,
            "done": back,
            "obj": check,
            **texts,
        },
    )
