"""Proposing strategies and goals, entering the decisions that set and end them, and naming who is responsible."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.governance.forms import goals as forms
from portal.governance.models import Goal, Strategy
from portal.governance.rules import goals as rules
from portal.governance.services import goals as services
from portal.governance.views.common import own_cooperation
from portal.governance.views.goals.common import adoption_of, decision_meant, goal_of, strategy_of, trail
from portal.web.form_page import form_page
from portal.web.lookups import whole_number


@login_required
def strategy_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose a strategy, or enter one that was decided."""
    cooperation = own_cooperation(request, pk)
    require(rules.may_keep(actor_of(request.user), pk))
    first = {"replaces": request.GET.get("replaces"), **adoption_of(decision_meant(request, pk))}
    form = forms.StrategyForm(request.POST or None, user=request.user, cooperation_id=pk, initial=first)
    return form_page(
        request,
        form,
        save=lambda _said: services.propose_strategy(
            by=request.user, cooperation_id=pk, data=form.said(), adoption=form.adoption()
        ),
        title=_("Set a strategy"),
        lead=_(
            "What the cooperation wants. Without a decision it is a proposal, which can be changed until it is set."
        ),
        submit=_("Save the strategy"),
        message=_("The strategy is saved. Give it a few clear goals."),
        breadcrumbs=[*trail(), (str(cooperation), cooperation.get_absolute_url())],
        cancel=reverse("goal-list"),
    )


@login_required
def strategy_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a proposal."""
    found = strategy_of(request, pk)
    require(rules.may_change(actor_of(request.user), found))
    first = {name: getattr(found, name) for name in ("title", "text", "replaces", "version")}
    form = forms.StrategyForm(
        request.POST or None, user=request.user, cooperation_id=found.cooperation_id, initial=first
    )
    forms.proposal(form)
    return _edited(request, found, form, partial(services.edit_strategy, strategy_id=pk))


@login_required
def goal_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose a goal, enter one that was decided, or set one anew in the place of another."""
    cooperation = own_cooperation(request, pk)
    require(rules.may_keep(actor_of(request.user), pk))
    earlier = Goal.objects.of_cooperation(pk).filter(pk=whole_number(request.GET.get("replaces", ""))).first()
    first = {
        "strategy": request.GET.get("strategy"),
        **(_said_of(earlier) | {"replaces": earlier.pk} if earlier else {}),
        **adoption_of(decision_meant(request, pk)),
    }
    form = forms.GoalForm(request.POST or None, user=request.user, cooperation_id=pk, initial=first)
    return form_page(
        request,
        form,
        save=lambda said: services.propose_goal(
            by=request.user, strategy_id=said["strategy"].pk, data=form.said(), adoption=form.adoption()
        ),
        title=_("Set a goal"),
        lead=_(
            "Few and clear: a strategy with more than %(few)s goals is hard to steer by. Without a decision it is a"
            " proposal, which can be changed until it is set."
        )
        % {"few": rules.FEW},
        submit=_("Save the goal"),
        message=_("The goal is saved."),
        breadcrumbs=[*trail(), (str(cooperation), cooperation.get_absolute_url())],
        cancel=reverse("goal-list"),
        template="governance/goals/goal_form.html",
    )


@login_required
def goal_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a proposal."""
    found = goal_of(request, pk)
    require(rules.may_change(actor_of(request.user), found))
    first = _said_of(found) | {"replaces": found.replaces, "version": found.version}
    form = forms.GoalForm(
        request.POST or None, user=request.user, cooperation_id=found.strategy.cooperation_id, initial=first
    )
    forms.proposal(form, "strategy")
    return _edited(
        request, found, form, partial(services.edit_goal, goal_id=pk), template="governance/goals/goal_form.html"
    )


def _said_of(goal: Goal) -> dict[str, Any]:
    """What a form shows first of a goal."""
    said = {name: getattr(goal, name) for name in services.GOAL_FIELDS if name != "replaces"}
    return said | {"strategy": goal.strategy_id}


def _edited(request: HttpRequest, row: Any, form: Any, edit: Callable[..., Any], **more: Any) -> HttpResponse:
    return form_page(
        request,
        form,
        save=lambda said: edit(by=request.user, version=said["version"] or 0, data=form.said()),
        title=_("Edit %(name)s") % {"name": row},
        submit=_("Save"),
        message=_("Saved."),
        breadcrumbs=trail(row),
        cancel=row.get_absolute_url(),
        obj=row,
        **more,
    )


@login_required
def strategy_adopt(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter the decision that sets a strategy, with those of its goals that it sets too."""
    found = strategy_of(request, pk)
    require(rules.may_adopt(actor_of(request.user), found))
    first = {
        "version": found.version,
        "goals": list(found.goals.filter(decision=None)),
        **adoption_of(decision_meant(request, found.cooperation_id)),
    }
    form = forms.StrategyAdoptionForm(request.POST or None, user=request.user, strategy=found, initial=first)
    return _adopted(request, found, form)


@login_required
def goal_adopt(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter the decision that sets a goal."""
    found = goal_of(request, pk)
    require(rules.may_adopt(actor_of(request.user), found))
    cooperation = found.strategy.cooperation_id
    first = {"version": found.version, **adoption_of(decision_meant(request, cooperation))}
    form = forms.AdoptionForm(request.POST or None, user=request.user, cooperation_id=cooperation, initial=first)
    return _adopted(request, found, form)


def _adopted(request: HttpRequest, row: Any, form: forms.AdoptionForm) -> HttpResponse:
    return form_page(
        request,
        form,
        save=lambda said: services.adopt(
            by=request.user,
            row=row,
            version=said["version"] or 0,
            adoption=form.adoption(),
            goals=[goal.pk for goal in said.get("goals", ())],
        ),
        title=_("Enter the decision on %(name)s") % {"name": row},
        lead=_("From then on it is not changed any more: another takes its place, by a decision of its own."),
        submit=_("Enter the decision"),
        message=_("It holds by the decision."),
        breadcrumbs=trail(row),
        cancel=row.get_absolute_url(),
        obj=row,
    )


@login_required
def strategy_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter the decision that ends a strategy."""
    return _ended(request, strategy_of(request, pk), _("Its goals end on the same day."))


@login_required
def goal_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter the decision that ends a goal."""
    return _ended(request, goal_of(request, pk), _("What was measured stays to be read."))


def _ended(request: HttpRequest, row: Strategy | Goal, lead: str) -> HttpResponse:
    require(rules.may_end(actor_of(request.user), row, timezone.localdate()))
    cooperation = rules.cooperation_of(row)
    first = {"version": row.version, "on": timezone.localdate()}
    form = forms.EndForm(request.POST or None, user=request.user, cooperation_id=cooperation, initial=first)
    return form_page(
        request,
        form,
        save=lambda said: services.end(
            by=request.user, row=row, version=said["version"] or 0, decision=said["decision"], on=said["on"]
        ),
        title=_("End %(name)s") % {"name": row},
        lead=lead,
        submit=_("Enter the decision"),
        message=_("Its last day is entered."),
        breadcrumbs=trail(row),
        cancel=row.get_absolute_url(),
        obj=row,
    )


@login_required
def strategy_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Take away a proposed strategy."""
    return _discarded(request, strategy_of(request, pk))


@login_required
def goal_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Take away a proposed goal."""
    return _discarded(request, goal_of(request, pk))


def _discarded(request: HttpRequest, row: Strategy | Goal) -> HttpResponse:
    require(rules.may_change(actor_of(request.user), row))
    return form_page(
        request,
        forms.DiscardForm(request.POST or None, user=request.user, initial={"version": row.version}),
        save=lambda said: services.discard(by=request.user, row=row, version=said["version"] or 0),
        title=_("Discard %(name)s") % {"name": row},
        lead=_("It was only proposed, and nobody has decided on it."),
        submit=_("Discard it"),
        message=_("The proposal is discarded."),
        breadcrumbs=trail(row),
        cancel=row.get_absolute_url(),
        done=reverse("goal-list"),
        obj=row,
    )


@login_required
def goal_responsible(request: HttpRequest, pk: int) -> HttpResponse:
    """Say who answers for a goal."""
    found = goal_of(request, pk)
    require(rules.may_keep(actor_of(request.user), found.strategy.cooperation_id))
    first = {"responsible": found.responsible, "version": found.version}
    return form_page(
        request,
        forms.ResponsibleForm(request.POST or None, user=request.user, initial=first),
        save=lambda said: services.name_responsible(
            by=request.user, goal_id=pk, version=said["version"] or 0, person=said["responsible"]
        ),
        title=_("Who is responsible for %(name)s?") % {"name": found},
        lead=_("Whoever is responsible enters what is measured, and is reminded of it. That needs no decision."),
        submit=_("Save"),
        message=_("Saved."),
        breadcrumbs=trail(found),
        cancel=found.get_absolute_url(),
        obj=found,
    )
