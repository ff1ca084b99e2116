"""A call-off's page, its course until it is over, and its confirmation."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agreements.forms.call_offs import CallOffCancelForm, CallOffEditForm, CallOffEndForm
from agreements.models import CallOff
from agreements.papers import confirmation
from agreements.rules import call_offs as rules
from agreements.services import call_offs as services
from agreements.services.ceilings import reserved_of, used_of
from agreements.states.call_offs import CALL_OFF_TONES, CallOffStatus
from portal.accounts.access import require
from portal.accounts.actor import Actor, actor_of
from portal.jobs.papers import Waiting, hand_out
from portal.web import formats, history
from portal.web.form_page import form_page
from portal.web.panels import panels_for

LATEST = 10  # of its history


def seen(request: HttpRequest, pk: int) -> CallOff:
    """The call-off, for those whom it concerns; nobody else learns of it."""
    related = ("agreement__cooperation", "agreement__responsible", "lot", "supplier", "buyer", "unit", "contact")
    visible = CallOff.objects.visible_to(request.user).select_related(*related, "competition", "created_by")
    return get_object_or_404(visible, pk=pk)


def _is_inside(request: HttpRequest, call_off: CallOff) -> bool:
    """Whether the reader is on the buyer's side: the buyer's people, the office, the administrator."""
    actor = actor_of(request.user)
    return bool(rules.may_keep(actor, call_off)) or actor.is_administrator


def trail(found: CallOff) -> list[tuple[str, str]]:
    """The way to a call-off."""
    return [(_("Call-offs"), reverse("call-off-list")), (found.number, found.get_absolute_url())]


@require_safe
@login_required
def call_off(request: HttpRequest, pk: int) -> HttpResponse:
    """A call-off: the same for buyer, supplier and office; why a supplier was passed over is the buyer's side's."""
    found = seen(request, pk)
    inside = _is_inside(request, found)
    used = used_of(found)
    page = {
        "call_off": found,
        "inside": inside,
        "tone": CALL_OFF_TONES[found.status],
        "entries": found.entries.select_related("by").order_by("id"),
        "reserved": reserved_of(found),
        "used": used,
        "documents": found.documents.select_related("file"),
        "keeping": bool(rules.may_keep(actor_of(request.user), found)),
        "actions": _actions(actor_of(request.user), found, used),
        "history": history.entries(found, LATEST) if inside else None,
        "panels_here": panels_for("call-off", request, found),
    }
    return render(request, "agreements/call_offs/call_off.html", page)


def _actions(actor: Actor, found: CallOff, used: Decimal) -> list[dict[str, Any]]:
    """The buttons of whoever looks after a call-off that runs, each with the answer of its rule."""
    if found.status != CallOffStatus.MADE or not rules.may_keep(actor, found):
        return []
    return [
        {"name": "call-off-edit", "label": _("Change"), "answer": rules.may_change(actor, found)},
        {"name": "call-off-complete", "label": _("Complete"), "answer": rules.may_complete(actor, found)},
        {"name": "call-off-cancel", "label": _("Cancel the call-off"), "answer": rules.may_cancel(actor, found, used)},
    ]


@login_required
def call_off_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = seen(request, pk)
    require(rules.may_change(actor_of(request.user), found))
    first = {name: getattr(found, name) for name in ("title", "amount", "starts_on", "ends_on", "reference", "version")}
    form = CallOffEditForm(
        request.POST or None,
        user=request.user,
        agreement=found.agreement,
        buyer=found.buyer,
        initial=first | {"unit": found.unit_id, "contact": found.contact_id},
    )
    return form_page(
        request,
        form,
        save=lambda said: services.change(
            by=request.user, call_off_id=pk, version=said["version"], data=form.change(), reason=said["reason"]
        ),
        title=_("Change call-off %(number)s") % {"number": found.number},
        submit=_("Save the change"),
        cancel=found.get_absolute_url(),
        message=_("The change is saved, and the supplier is told."),
        lead=_("A higher amount is reserved if that much is left; what a lower one frees goes back."),
        breadcrumbs=trail(found),
        obj=found,
    )


@login_required
def call_off_complete(request: HttpRequest, pk: int) -> HttpResponse:
    found = seen(request, pk)
    require(rules.may_complete(actor_of(request.user), found))
    left = formats.money(reserved_of(found), found.agreement.currency)
    return form_page(
        request,
        CallOffEndForm(request.POST or None, user=request.user, initial={"version": found.version}),
        save=lambda said: services.complete(
            by=request.user, call_off_id=pk, version=said["version"], reason=said["reason"]
        ),
        title=_("Complete call-off %(number)s") % {"number": found.number},
        submit=_("Complete"),
        cancel=found.get_absolute_url(),
        message=_("The call-off is completed."),
        lead=_("Nothing more is bought under it. %(left)s that is reserved and not used is released.") % {"left": left},
        breadcrumbs=trail(found),
        obj=found,
    )


@login_required
def call_off_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    found = seen(request, pk)
    require(rules.may_cancel(actor_of(request.user), found, used_of(found)))
    return form_page(
        request,
        CallOffCancelForm(request.POST or None, user=request.user, initial={"version": found.version}),
        save=lambda said: services.cancel(
            by=request.user, call_off_id=pk, version=said["version"], reason=said["reason"]
        ),
        title=_("Cancel call-off %(number)s") % {"number": found.number},
        submit=_("Cancel the call-off"),
        cancel=found.get_absolute_url(),
        message=_("The call-off is cancelled, and the supplier is told."),
        lead=_("What was reserved for it goes back to the agreement. The call-off stays in the list with your reason."),
        breadcrumbs=trail(found),
        obj=found,
        context={"back": _("Back")},
    )


@require_safe
@login_required
def call_off_confirmation(request: HttpRequest, pk: int) -> HttpResponse:
    """The confirmation. A worker makes it; the page waits for it and then hands it out."""
    found = seen(request, pk)
    language, inside = get_language() or settings.LANGUAGE_CODE, _is_inside(request, found)
    waiting = Waiting(
        title=_("Confirmation"),
        lead=_("The confirmation is made anew when the call-off has changed. It takes a few seconds."),
        making=_("Making the confirmation"),
        download=_("Download the confirmation (PDF)"),
        back=_("Back to the call-off"),
        breadcrumbs=trail(found),
    )
    paper = confirmation.paper(found, language, inside=inside)
    return hand_out(request, paper, name=found.number, waiting=waiting)
