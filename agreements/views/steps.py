"""Publishing, terminating and deleting an agreement, each confirmed on a page of its own, and its whole history."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements import rules, services, wording
from agreements.forms import TerminateForm, VersionForm
from agreements.models import Agreement
from agreements.views.page import levels_of
from agreements.views.register import allowed, reasons_with_links, seen
from portal.accounts.actor import actor_of
from portal.web.form_page import form_page


def _breadcrumbs(agreement: Agreement) -> list[tuple[str, str]]:
    return [(_("Agreements"), reverse("agreement-list")), (agreement.title, agreement.get_absolute_url())]


def _page(request: HttpRequest, agreement: Agreement, form: Any, **texts: Any) -> HttpResponse:
    return form_page(
        request,
        form,
        cancel=agreement.get_absolute_url(),
        breadcrumbs=_breadcrumbs(agreement),
        **texts,
    )


@login_required
def agreement_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """What publication means, and what is missing for it; published by the button."""
    agreement = seen(request, pk)
    answer = rules.may_publish(actor_of(request.user), agreement)
    reasons = reasons_with_links(agreement, rules.ready_to_publish(agreement)) if agreement.is_draft else []
    if not reasons or agreement.cooperation_id not in actor_of(request.user).office:
        allowed(answer)
    return _page(
        request,
        agreement,
        VersionForm(request.POST or None, initial={"version": agreement.version}),
        save=lambda said: services.publish(by=request.user, agreement_id=pk, version=said["version"]),
        title=_("Publish %(title)s") % {"title": agreement.title},
        submit=_("Publish"),
        message=_("The agreement is published. Everybody can see it now."),
        lead=_(
            "From now on everybody can see the agreement. Buyers and suppliers of a framework agreement cannot be added"
            " later, and every change wants a reason."
        ),
        template="agreements/publish.html",
        context={"missing": reasons, "notes": [str(note) for note in answer.notes]},
    )


@login_required
def agreement_terminate(request: HttpRequest, pk: int) -> HttpResponse:
    agreement = seen(request, pk)
    allowed(rules.may_terminate(actor_of(request.user), agreement))
    first = {"version": agreement.version, "on": timezone.localdate()}
    return _page(
        request,
        agreement,
        TerminateForm(request.POST or None, initial=first),
        save=lambda said: services.terminate(
            by=request.user, agreement_id=pk, version=said["version"], on=said["on"], reason=said["reason"]
        ),
        title=_("Terminate %(title)s") % {"title": agreement.title},
        submit=_("Terminate"),
        message=_("The agreement is terminated."),
        lead=_("Nobody can call off after the last day. The agreement stays in the register with the reason."),
        obj=agreement,
    )


@login_required
def agreement_delete(request: HttpRequest, pk: int) -> HttpResponse:
    agreement = seen(request, pk)
    allowed(rules.may_delete(actor_of(request.user), agreement))
    return _page(
        request,
        agreement,
        VersionForm(request.POST or None, initial={"version": agreement.version}),
        save=lambda said: services.delete_draft(by=request.user, agreement_id=pk, version=said["version"]),
        done=reverse("agreement-list"),
        title=_("Delete the draft %(title)s") % {"title": agreement.title},
        submit=_("Delete the draft"),
        message=_("The draft is deleted."),
        lead=_("The draft and its documents are thrown away. The history keeps what it said."),
        obj=agreement,
    )


@login_required
def agreement_history(request: HttpRequest, pk: int) -> HttpResponse:
    """Who did what, when and why: for the cooperation's own people."""
    agreement = seen(request, pk)
    actor = actor_of(request.user)
    if not rules.may_see_history(actor, agreement):
        raise PermissionDenied(_("The history is for the cooperation's own people."))
    page = {
        "agreement": agreement,
        "history": wording.timeline(agreement, levels_of(actor, agreement)),
        "breadcrumbs": _breadcrumbs(agreement),
    }
    return render(request, "agreements/history.html", page)
