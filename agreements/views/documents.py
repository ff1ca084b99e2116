"""The documents of an agreement: attached, removed with a reason. They are handed out by ``portal.files``."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from agreements import rules, services
from agreements.forms import DocumentForm, RemoveForm
from agreements.models import Agreement, AgreementDocument
from agreements.views.page import documents_seen
from agreements.views.register import allowed, seen
from portal.accounts.actor import actor_of
from portal.files.models import StoredFile
from portal.files.services import store_upload
from portal.law.visibility import Visibility
from portal.web.form_page import form_page


def may_see_file(user: Any, file: StoredFile) -> bool:
    """Whether a document that the user may see points at the file."""
    documents = AgreementDocument.objects.filter(
        file=file, agreement__in=Agreement.objects.visible_to(user)
    ).select_related("agreement")
    return any(rules.may_see_document(actor_of(user), document) for document in documents)


@login_required
def agreement_documents(request: HttpRequest, pk: int) -> HttpResponse:
    """Attach a document; those that are there are listed with a way to remove them."""
    agreement = seen(request, pk)
    actor = actor_of(request.user)
    allowed(rules.may_edit(actor, agreement))

    @transaction.atomic
    def save(said: dict[str, Any]) -> Agreement:
        services.attach_document(
            by=request.user,
            agreement=agreement,
            file=store_upload(by=request.user, upload=said["file"]),
            title=said["title"],
            kind=said["kind"],
            visibility=Visibility(said["visibility"]),
        )
        return agreement

    return form_page(
        request,
        DocumentForm(request.POST or None, request.FILES or None, user=request.user),
        save=save,
        title=_("Documents"),
        submit=_("Attach"),
        cancel=agreement.get_absolute_url(),
        message=_("The document is attached."),
        breadcrumbs=[(_("Agreements"), reverse("agreement-list")), (agreement.title, agreement.get_absolute_url())],
        template="agreements/documents.html",
        context={"agreement": agreement, "documents": documents_seen(actor, agreement)},
    )


@login_required
def agreement_document_remove(request: HttpRequest, pk: int, document: int) -> HttpResponse:
    agreement = seen(request, pk)
    allowed(rules.may_edit(actor_of(request.user), agreement))
    removed = get_object_or_404(agreement.documents.select_related("agreement", "file"), pk=document)
    page = reverse("agreement-documents", args=[pk])
    trail = [(agreement.title, agreement.get_absolute_url())]
    return removal(request, removed, remove=services.remove_document, back=page, trail=trail)


def removal(
    request: HttpRequest, document: Any, *, remove: Callable[..., Any], back: str, trail: list[Any]
) -> HttpResponse:
    """The page that removes a document with a reason: an agreement's, or a call-off's."""
    return form_page(
        request,
        RemoveForm(request.POST or None, user=request.user),
        save=lambda said: remove(by=request.user, document=document, reason=said["reason"]),
        done=back,
        title=_("Remove %(title)s") % {"title": document.title},
        submit=_("Remove"),
        cancel=back,
        message=_("The document is removed."),
        breadcrumbs=[*trail, (_("Documents"), back)],
    )
