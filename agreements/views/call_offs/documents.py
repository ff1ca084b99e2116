"""The documents of a call-off: attached, and removed with a reason."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.forms.call_offs import CallOffDocumentForm
from agreements.models import CallOff, CallOffDocument
from agreements.rules import call_offs as rules
from agreements.services import call_offs as services
from agreements.views.call_offs.page import seen, trail
from agreements.views.documents import removal
from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.files.models import StoredFile
from portal.files.services import store_upload
from portal.web.form_page import form_page


def may_see_file(user: Any, file: StoredFile) -> bool:
    """Whether a document of a call-off that the user may see points at the file."""
    return CallOffDocument.objects.filter(file=file, call_off__in=CallOff.objects.visible_to(user)).exists()


@login_required
def call_off_documents(request: HttpRequest, pk: int) -> HttpResponse:
    """Attach a document; those that are there are listed with a way to remove them."""
    found = seen(request, pk)
    require(rules.may_keep(actor_of(request.user), found))

    @transaction.atomic
    def save(said: dict[str, Any]) -> CallOff:
        file = store_upload(by=request.user, upload=said["file"])
        services.attach_document(by=request.user, call_off=found, file=file, title=said["title"])
        return found

    return form_page(
        request,
        CallOffDocumentForm(request.POST or None, request.FILES or None, user=request.user),
        save=save,
        title=_("Documents"),
        submit=_("Attach"),
        cancel=found.get_absolute_url(),
        message=_("The document is attached."),
        lead=_("Whoever sees the call-off sees its documents: the buyer, the supplier and the cooperation's office."),
        breadcrumbs=trail(found),
        template="agreements/call_offs/documents.html",
        context={"call_off": found, "documents": found.documents.select_related("file")},
    )


@login_required
def call_off_document_remove(request: HttpRequest, pk: int, document: int) -> HttpResponse:
    found = seen(request, pk)
    require(rules.may_keep(actor_of(request.user), found))
    removed = get_object_or_404(found.documents.select_related("call_off__agreement", "file"), pk=document)
    page = reverse("call-off-documents", args=[pk])
    return removal(request, removed, remove=services.remove_document, back=page, trail=trail(found))
