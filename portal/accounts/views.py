"""A person's page, the own profile, and closing and opening accounts."""

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.accounts import rules, services
from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.accounts.calendar import CALENDAR_ADDRESS
from portal.accounts.forms import PersonForm, ReasonForm
from portal.accounts.models import User
from portal.accounts.roles import meanings
from portal.web import history
from portal.web.form_page import form_page
from portal.web.panels import panels_for
from portal.workflow import reminders
from portal.workflow.errors import Refused
from portal.workflow.models import CalendarFeed


def _person(request: HttpRequest, pk: int) -> User:
    return get_object_or_404(User.objects.visible_to(request.user), pk=pk)


@require_safe
@login_required
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Who somebody is, which roles they hold and held, and what they may do by them."""
    found = _person(request, pk)
    may_manage = rules.may_manage(actor_of(request.user), found)
    return render(
        request,
        "people/person.html",
        {
            "person": found,
            "is_self": found == request.user,
            "may_manage": may_manage,
            "may_edit": rules.may_edit(actor_of(request.user), found),
            "meanings": meanings(found),
            "panels": panels_for("person", request, found),
            "history": history.entries(found) if may_manage or found == request.user else None,
        },
    )


@login_required
def person_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change somebody's name, telephone and language."""
    found = _person(request, pk)
    require(rules.may_edit(actor_of(request.user), found))
    return _edit(request, found, title=str(found), done=found.get_absolute_url(), cancel=found.get_absolute_url())


@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """The own name, telephone and language, how one is reminded, and once a new address of the calendar."""
    address = request.session.pop(CALENDAR_ADDRESS, "") if request.method == "GET" else ""
    response = _edit(
        request,
        request.user,
        title=_("My profile"),
        done=request.path,
        cancel=request.user.get_absolute_url(),
        template="people/profile.html",
        context={
            "frequency": reminders.frequency_of(request.user),
            "calendar": CalendarFeed.objects.filter(user=request.user).first(),
            "address": address,
        },
    )
    if address:
        response["Cache-Control"] = "no-store"
    if response.status_code == HTTPStatus.FOUND:
        response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)  # the choice made here counts from now on
    return response


def _edit(request: HttpRequest, found: Any, *, title: str, **page: Any) -> HttpResponse:
    form = PersonForm(request.POST or None, user=request.user, instance=User.objects.get(pk=found.pk))

    def save(data: dict[str, Any]) -> User:
        saved = services.update(by=request.user, person_id=found.pk, **data)
        if saved == request.user and saved.language:
            translation.activate(saved.language)
        messages.success(request, _("Saved."))
        return saved

    return form_page(request, form, save=save, title=title, submit=_("Save"), **page)


@login_required
def person_deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an account, with a reason."""
    found = _person(request, pk)
    require(rules.may_manage(actor_of(request.user), found))
    return form_page(
        request,
        ReasonForm(request.POST if request.method == "POST" else None, user=request.user),
        save=lambda data: services.deactivate(by=request.user, person_id=found.pk, reason=data["reason"]),
        title=_("Close the account of %(name)s") % {"name": found},
        lead=_("The person is signed out everywhere and can no longer sign in. Roles and history stay."),
        submit=_("Close the account"),
        message=_("The account is closed."),
        cancel=found.get_absolute_url(),
    )


@require_POST
@login_required
def person_reactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a closed account again."""
    found = _person(request, pk)
    require(rules.may_manage(actor_of(request.user), found))
    return _do(request, found, services.reactivate, _("The account is open. A link for a new password has been sent."))


@require_POST
@login_required
def person_invite_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the invitation again."""
    found = _person(request, pk)
    require(rules.may_manage(actor_of(request.user), found))
    return _do(request, found, services.invite_again, _("A new link has been sent."))


def _do(request: HttpRequest, found: User, service: Any, done: str) -> HttpResponse:
    try:
        service(by=request.user, person_id=found.pk)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done)
    return redirect(found)
