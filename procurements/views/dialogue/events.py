"""The suppliers of a market dialogue, and what happened with them."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.web.form_page import form_page
from portal.web.presses import pressed
from procurements.forms.dialogue import ContactForm, EventForm, NewEventForm
from procurements.forms.requirements import ReasonForm
from procurements.models import DialogueContact, DialogueEvent
from procurements.rules import dialogue as rules
from procurements.services import dialogue as services
from procurements.services import informing
from procurements.views.dialogue.common import address_of, leading, part_of, reading, trail


@login_required
def market_contact_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a supplier take part."""
    procurement = leading(request, pk)
    form = ContactForm(request.POST or None, user=request.user)
    return form_page(
        request,
        form,
        save=lambda said: services.add_contact(by=request.user, procurement_id=pk, data=form.said()),
        title=_("Add a supplier to the dialogue"),
        lead=_(
            "All who may want to submit a tender can take part. What others have been told is then told to it, too."
        ),
        submit=_("Add"),
        message=_("The supplier takes part. The log shows what it has not been told yet."),
        breadcrumbs=trail(procurement),
        cancel=address_of(procurement),
        done=DialogueContact.get_absolute_url,
    )


@login_required
def market_contact_edit(request: HttpRequest, pk: int, contact: int) -> HttpResponse:
    """Correct whom to write to at a supplier."""
    procurement = leading(request, pk)
    found = part_of(procurement, DialogueContact, contact)
    first = {name: getattr(found, name) for name in ("supplier", "person", "email", "version")}
    first["name"] = "" if found.supplier else found.name
    form = ContactForm(request.POST or None, user=request.user, initial=first)
    return form_page(
        request,
        form,
        save=lambda said: services.edit_contact(
            by=request.user, contact_id=found.pk, version=said["version"], data=form.said()
        ),
        title=_("Edit %(name)s") % {"name": found.name},
        submit=_("Save"),
        message=_("Saved."),
        obj=found,
        breadcrumbs=trail(procurement),
        cancel=found.get_absolute_url(),
        done=DialogueContact.get_absolute_url,
    )


@login_required
def market_contact_dismiss(request: HttpRequest, pk: int, contact: int) -> HttpResponse:
    """Note that a supplier no longer takes part."""
    procurement = reading(request, pk)
    found = part_of(procurement, DialogueContact, contact)
    require(rules.may_dismiss(actor_of(request.user), found))
    return form_page(
        request,
        ReasonForm(request.POST or None, user=request.user, initial={"version": found.version}),
        save=lambda said: services.dismiss_contact(
            by=request.user, contact_id=found.pk, version=said["version"], reason=said["reason"]
        ),
        title=_("%(name)s no longer takes part") % {"name": found.name},
        lead=_("What it was told stays in the log. Nothing more has to be told to it."),
        submit=_("Note it"),
        message=_("Noted."),
        obj=found,
        breadcrumbs=trail(procurement),
        cancel=found.get_absolute_url(),
        done=DialogueContact.get_absolute_url,
    )


@login_required
@require_POST
def market_contact_readmit(request: HttpRequest, pk: int, contact: int) -> HttpResponse:
    """Have a supplier take part again, by one press."""
    procurement = leading(request, pk)
    found = part_of(procurement, DialogueContact, contact)
    pressed(
        request,
        lambda: services.readmit_contact(by=request.user, contact_id=found.pk),
        _("The supplier takes part again. The log shows what it has not been told yet."),
    )
    return redirect(found.get_absolute_url())


@login_required
def market_event_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Note what happened, and what the suppliers were told there."""
    procurement = leading(request, pk)
    form = NewEventForm(request.POST or None, user=request.user, procurement=procurement)

    @transaction.atomic
    def save(said: dict[str, Any]) -> DialogueEvent:
        data = form.event_said()
        event = services.record_event(by=request.user, procurement_id=pk, data=data)
        if said["told"].strip():
            informing.note(
                by=request.user,
                procurement_id=pk,
                text=said["told"],
                told_on=data.held_on,
                contacts=data.participants,
                event_id=event.pk,
                by_mail=said["by_mail"],
            )
        return event

    return form_page(
        request,
        form,
        save=save,
        title=_("Note what happened"),
        lead=_("An invitation, a meeting, a written answer: what the suppliers said, and what they were told."),
        submit=_("Note it"),
        message=_("Noted. The log shows who has not been told the same."),
        breadcrumbs=trail(procurement),
        cancel=address_of(procurement),
        done=DialogueEvent.get_absolute_url,
    )


@login_required
def market_event_edit(request: HttpRequest, pk: int, event: int) -> HttpResponse:
    """Correct what was noted of an event."""
    procurement = leading(request, pk)
    found = part_of(procurement, DialogueEvent, event)
    first = {name: getattr(found, name) for name in ("kind", "title", "held_on", "place", "notes", "link", "version")}
    first["participants"] = list(found.participants.values_list("pk", flat=True))
    form = EventForm(request.POST or None, user=request.user, procurement=procurement, initial=first)
    return form_page(
        request,
        form,
        save=lambda said: services.edit_event(
            by=request.user, event_id=found.pk, version=said["version"], data=form.event_said()
        ),
        title=_("Edit %(title)s") % {"title": found.title},
        submit=_("Save"),
        message=_("Saved."),
        obj=found,
        breadcrumbs=trail(procurement),
        cancel=found.get_absolute_url(),
        done=DialogueEvent.get_absolute_url,
    )
