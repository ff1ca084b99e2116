"""What suppliers are told: noted, worded, told to the others, taken back, published."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.web.form_page import form_page
from procurements.forms.dialogue import NoteForm, PublishForm, RewordForm, TellForm
from procurements.forms.requirements import ReasonForm
from procurements.models import Information
from procurements.rules import dialogue as rules
from procurements.services import informing as services
from procurements.views.dialogue.common import address_of, leading, part_of, reading, trail


@login_required
def information_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Note what suppliers are told, and whom."""
    procurement = leading(request, pk)
    form = NoteForm(request.POST or None, user=request.user, procurement=procurement)
    return form_page(
        request,
        form,
        save=lambda said: services.note(by=request.user, procurement_id=pk, **said),
        title=_("Note what suppliers are told"),
        lead=_("One thing at a time: the log then shows for each who knows it."),
        submit=_("Note it"),
        message=_("Noted. The log shows who has not been told."),
        breadcrumbs=trail(procurement),
        cancel=address_of(procurement),
        done=Information.get_absolute_url,
    )


@login_required
def information_edit(request: HttpRequest, pk: int, information: int) -> HttpResponse:
    """Word a note more exactly."""
    procurement = reading(request, pk)
    found = part_of(procurement, Information, information)
    require(rules.may_reword(actor_of(request.user), found))
    form = RewordForm(request.POST or None, user=request.user, initial={"text": found.text, "version": found.version})
    return form_page(
        request,
        form,
        save=lambda said: services.reword(
            by=request.user, information_id=found.pk, version=said["version"], text=said["text"]
        ),
        title=_("Word it more exactly"),
        lead=_("The note has to say what the suppliers were really told."),
        submit=_("Save"),
        message=_("Saved."),
        obj=found,
        breadcrumbs=trail(procurement),
        cancel=found.get_absolute_url(),
        done=Information.get_absolute_url,
    )


@login_required
def information_tell(request: HttpRequest, pk: int, information: int) -> HttpResponse:
    """Tell the others what some of them know."""
    procurement = leading(request, pk)
    found = part_of(procurement, Information, information)
    told = found.told.values("contact")
    others = procurement.dialogue_contacts.filter(left_on=None).exclude(pk__in=told)
    form = TellForm(
        request.POST or None,
        user=request.user,
        procurement=procurement,
        missing=list(others.values_list("pk", "name")),
        initial={"by_mail": "mail"},
    )
    return form_page(
        request,
        form,
        save=lambda said: services.tell(by=request.user, information_id=found.pk, **said),
        title=_("Tell the others"),
        lead=found.text,
        submit=_("Tell them"),
        message=_("The log has been kept: they have been told."),
        breadcrumbs=trail(procurement),
        cancel=found.get_absolute_url(),
        done=Information.get_absolute_url,
    )


@login_required
def information_take_back(request: HttpRequest, pk: int, information: int, contact: int) -> HttpResponse:
    """Take back a note that a supplier was told."""
    procurement = leading(request, pk)
    found = part_of(procurement, Information, information)
    told = get_object_or_404(found.told.select_related("contact"), contact=contact)
    require(rules.may_take_back(told))
    return form_page(
        request,
        ReasonForm(request.POST or None, user=request.user),
        save=lambda said: services.take_back(
            by=request.user, information_id=found.pk, contact_id=contact, reason=said["reason"]
        ),
        title=_("%(name)s was not told") % {"name": told.contact.name},
        lead=_("The note is taken back; the history keeps it, with your reason."),
        submit=_("Take the note back"),
        message=_("The note is taken back."),
        breadcrumbs=trail(procurement),
        cancel=found.get_absolute_url(),
        done=Information.get_absolute_url,
    )


@login_required
def information_publish(request: HttpRequest, pk: int, information: int) -> HttpResponse:
    """Ask before something is published to everybody, and publish it."""
    procurement = reading(request, pk)
    found = part_of(procurement, Information, information)
    require(rules.may_publish(actor_of(request.user), found))
    return form_page(
        request,
        PublishForm(request.POST if request.method == "POST" else None, user=request.user),
        save=lambda said: services.publish(by=request.user, information_id=found.pk),
        title=_("Publish to everybody"),
        lead=_("It stands on the procurement's page from now on, and cannot be taken back."),
        submit=_("Publish"),
        message=_("It is published: everybody has been told."),
        breadcrumbs=trail(procurement),
        cancel=found.get_absolute_url(),
        done=Information.get_absolute_url,
        template="procurements/dialogue/publish.html",
        context={"information": found},
    )
