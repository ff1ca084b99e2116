"""Signing up for an event and withdrawing, oneself or others."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.accounts.access import require
from portal.accounts.actor import Role, actor_of
from portal.accounts.models import User
from portal.governance.forms.events import PersonForm, SignUpForm
from portal.governance.models import Event, SignUp
from portal.governance.rules import events as rules
from portal.governance.services import sign_ups as services
from portal.governance.states.events import SignUpState
from portal.governance.views.events import event_of, trail
from portal.law.answers import Allowed
from portal.web.form_page import form_page
from portal.workflow.errors import Refused


def _told(row: SignUp) -> str:
    if row.state == SignUpState.WAITING:
        return _("All places are taken: the waiting list has one more. A letter comes when a place becomes free.")
    return _("The place is taken. A letter confirms it.")


@require_POST
@login_required
def event_sign_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a place oneself."""
    found = event_of(request, pk)
    require(rules.may_take_part(request.user, found))
    form = SignUpForm(request.POST, user=request.user)
    note = form.cleaned_data["note"] if form.is_valid() else ""
    try:
        row = services.sign_up(by=request.user, event_id=found.pk, user_id=request.user.pk, note=note)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _told(row))
    return redirect(found)


@login_required
def event_sign_up_others(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a place for somebody else."""
    found = event_of(request, pk)
    actor = actor_of(request.user)
    arranges = bool(rules.may_arrange(actor, found.cooperation_id))
    belongs = actor.has(Role.CONTACT) and found.cooperation_id in actor.cooperations
    require(Allowed() if arranges or belongs else rules.NOT_YOUR_COLLEAGUE)
    people = rules.people_of(found.cooperation_id) if arranges else rules.colleagues(actor)
    without = SignUp.objects.filter(event=found).exclude(state=SignUpState.WITHDRAWN).values("user")
    return form_page(
        request,
        PersonForm(request.POST or None, user=request.user, people=people.exclude(pk__in=without)),
        save=lambda said: services.sign_up(
            by=request.user, event_id=found.pk, user_id=said["person"].pk, note=said["note"]
        ),
        title=_("Sign somebody up"),
        lead=_("The person gets a letter, and can withdraw."),
        submit=_("Sign somebody up"),
        message=_("Signed up; the letter says whether there was a place."),
        breadcrumbs=trail((found.title, found.get_absolute_url())),
        cancel=found.get_absolute_url(),
        done=found.get_absolute_url(),
    )


@require_POST
@login_required
def sign_up_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up a place, one's own or that of somebody one answers for."""
    seen = SignUp.objects.filter(event__in=Event.objects.visible_to(request.user)).select_related("event", "user")
    row = get_object_or_404(seen, pk=pk)
    person: User = row.user
    require(rules.may_answer_for(actor_of(request.user), row.event, person))
    try:
        services.withdraw(by=request.user, sign_up_id=row.pk)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Withdrawn. Whoever has waited longest gets the place."))
    return redirect(row.event)
