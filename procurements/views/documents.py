"""The documents of a procurement: each seen by its audience, each download noted."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.files.models import StoredFile
from portal.files.services import store_upload
from portal.files.views import file_response
from portal.law import secrecy
from portal.web import history
from portal.web.form_page import form_page
from procurements.circles import circle_of
from procurements.forms.documents import (
    DocumentForm,
    DocumentVersionForm,
    NewDocumentForm,
    RestoreForm,
    WithdrawForm,
    initial_of,
)
from procurements.models import DocumentDownload, DocumentVersion, Procurement, ProcurementDocument
from procurements.rules import documents as rules
from procurements.services import documents as services
from procurements.services.documents import VersionData
from procurements.views.inside import crumbs, inside

#: So many downloads are shown, the latest first; the number of all stands beside them.
LAST_DOWNLOADS = 20


def _page_of(procurement: Procurement) -> str:
    return f"{procurement.get_absolute_url()}#documents"


def _seen(request: HttpRequest, pk: int, document_pk: int) -> ProcurementDocument:
    procurement = inside(request, pk)
    found = ProcurementDocument.objects.visible_to(request.user).filter(procurement=procurement)
    document = get_object_or_404(found, pk=document_pk)
    document.procurement = procurement
    return document


def _reads_whole(request: HttpRequest, procurement: Procurement) -> bool:
    return secrecy.is_whole(circle_of(request.user, procurement).relations)


def of_procurement(request: HttpRequest, procurement: Procurement) -> dict[str, Any] | None:
    """The panel: what the reader sees of the documents, each with its last version."""
    found = ProcurementDocument.objects.visible_to(request.user).filter(procurement=procurement)
    versions = DocumentVersion.objects.select_related("file", "masked")
    documents = list(found.prefetch_related(Prefetch("versions", versions)))
    may_keep = bool(rules.may_keep(actor_of(request.user), procurement))
    if not documents and not may_keep:
        return None
    whole = _reads_whole(request, procurement)
    return {
        "procurement": procurement,
        "may_keep": may_keep,
        "rows": [_row(document, whole) for document in documents if document.versions.all()],
    }


def _row(document: ProcurementDocument, whole: bool) -> dict[str, Any]:
    last = document.versions.all()[0]
    handed, was_masked = _handed(last, whole)
    return {
        "document": document,
        "version": last,
        "file": handed,
        "was_masked": was_masked,
        "url": reverse("procurement-document-file", args=[document.procurement_id, document.pk, last.number]),
    }


def _kept(request: HttpRequest, said: dict[str, Any]) -> VersionData:
    """What was handed in of a version; its files are kept now. Raises ``Refused``."""
    masked = said["masked"]
    return VersionData(
        file=store_upload(by=request.user, upload=said["file"]),
        masked=store_upload(by=request.user, upload=masked) if masked else None,
        masked_reason=said["masked_reason"],
        note=said.get("note", ""),
    )


@login_required
def procurement_document_new(request: HttpRequest, pk: int) -> HttpResponse:
    procurement = inside(request, pk)
    require(rules.may_keep(actor_of(request.user), procurement))
    form = NewDocumentForm(request.POST or None, request.FILES or None, user=request.user)

    @transaction.atomic
    def save(data: dict[str, Any]) -> ProcurementDocument:
        return services.add(by=request.user, procurement_id=pk, data=form.data_said(), version=_kept(request, data))

    return form_page(
        request,
        form,
        save=save,
        title=_("Add a document"),
        lead=_("It is judged by itself who sees it, now and later. Nothing is ever deleted: versions are kept."),
        submit=_("Add"),
        message=_("The document is added."),
        breadcrumbs=crumbs(procurement),
        cancel=_page_of(procurement),
        done=_page_of(procurement),
        template="procurements/documents/edit.html",
    )


@require_safe
def procurement_document(request: HttpRequest, pk: int, document_pk: int) -> HttpResponse:
    """A document with its versions; for the office with its history and who downloaded it."""
    document = _seen(request, pk, document_pk)
    actor = actor_of(request.user)
    whole = _reads_whole(request, document.procurement)
    of_office = bool(rules.may_keep(actor, document.procurement))
    downloads = DocumentDownload.objects.filter(version__document=document).select_related("by", "version")
    return render(
        request,
        "procurements/documents/document.html",
        {
            "document": document,
            "breadcrumbs": crumbs(document.procurement),
            "versions": [(version, *_handed(version, whole)) for version in _versions(document, whole)],
            "of_group": whole,
            "may_change": bool(rules.may_change(actor, document)),
            "may_restore": bool(rules.may_restore(actor, document)),
            "downloads": downloads[:LAST_DOWNLOADS] if of_office else None,
            "downloaded": downloads.count() if of_office else 0,
            "history": history.entries(document) if of_office else None,
        },
    )


@login_required
def procurement_document_edit(request: HttpRequest, pk: int, document_pk: int) -> HttpResponse:
    document = _seen(request, pk, document_pk)
    require(rules.may_change(actor_of(request.user), document))
    form = DocumentForm(request.POST or None, user=request.user, initial=initial_of(document))
    return form_page(
        request,
        form,
        save=lambda data: services.edit(
            by=request.user, document_id=document.pk, version=data["version"], data=form.data_said()
        ),
        title=_("Edit %(title)s") % {"title": document.title},
        submit=_("Save"),
        message=_("Saved."),
        obj=document,
        breadcrumbs=crumbs(document.procurement, (document.title, document.get_absolute_url())),
        cancel=document.get_absolute_url(),
        done=ProcurementDocument.get_absolute_url,
        template="procurements/documents/edit.html",
    )


@login_required
def procurement_document_version(request: HttpRequest, pk: int, document_pk: int) -> HttpResponse:
    document = _seen(request, pk, document_pk)
    require(rules.may_change(actor_of(request.user), document))
    form = DocumentVersionForm(request.POST or None, request.FILES or None, user=request.user)

    @transaction.atomic
    def save(data: dict[str, Any]) -> DocumentVersion:
        return services.add_version(by=request.user, document_id=document.pk, data=_kept(request, data))

    return form_page(
        request,
        form,
        save=save,
        title=_("Add a version of %(title)s") % {"title": document.title},
        lead=_("The versions before it are kept."),
        submit=_("Add"),
        message=_("The version is added."),
        breadcrumbs=crumbs(document.procurement, (document.title, document.get_absolute_url())),
        cancel=document.get_absolute_url(),
        done=document.get_absolute_url(),
        template="procurements/documents/edit.html",
    )


@login_required
def procurement_document_withdraw(request: HttpRequest, pk: int, document_pk: int) -> HttpResponse:
    document = _seen(request, pk, document_pk)
    require(rules.may_change(actor_of(request.user), document))
    return form_page(
        request,
        WithdrawForm(request.POST or None, user=request.user, initial={"version": document.version}),
        save=lambda data: services.withdraw(
            by=request.user, document_id=document.pk, version=data["version"], reason=data["reason"]
        ),
        title=_("Withdraw %(title)s") % {"title": document.title},
        lead=_("Only the office sees it then, with its versions and the reason. It can be put back."),
        submit=_("Withdraw"),
        message=_("The document is withdrawn."),
        obj=document,
        breadcrumbs=crumbs(document.procurement, (document.title, document.get_absolute_url())),
        cancel=document.get_absolute_url(),
        done=ProcurementDocument.get_absolute_url,
    )


@login_required
def procurement_document_restore(request: HttpRequest, pk: int, document_pk: int) -> HttpResponse:
    document = _seen(request, pk, document_pk)
    require(rules.may_restore(actor_of(request.user), document))
    return form_page(
        request,
        RestoreForm(request.POST or None, user=request.user, initial={"version": document.version}),
        save=lambda data: services.restore(by=request.user, document_id=document.pk, version=data["version"]),
        title=_("Put %(title)s back") % {"title": document.title},
        submit=_("Put it back"),
        message=_("The document is there again."),
        obj=document,
        breadcrumbs=crumbs(document.procurement, (document.title, document.get_absolute_url())),
        cancel=document.get_absolute_url(),
        done=ProcurementDocument.get_absolute_url,
    )


@require_safe
def procurement_document_file(request: HttpRequest, pk: int, document_pk: int, number: int) -> FileResponse:
    """A version as a download, which is noted."""
    document = _seen(request, pk, document_pk)
    whole = _reads_whole(request, document.procurement)
    version = get_object_or_404(_versions(document, whole), number=number)
    handed, was_masked = _handed(version, whole)
    response = file_response(handed)
    reader = request.user if request.user.is_authenticated else None
    services.log_download(by=reader, version=version, was_masked=was_masked)
    return response


def _versions(document: ProcurementDocument, whole: bool) -> QuerySet:
    """The versions that a reader gets: the office and the agreement group all of them, others the last. An earlier one
    may hold what a later one masks."""
    found = document.versions.select_related("file", "masked", "by")
    return found if whole else found.filter(pk__in=document.versions.order_by("-number").values("pk")[:1])


def _handed(version: DocumentVersion, whole: bool) -> tuple[StoredFile, bool]:
    """The file that a reader gets, and whether it is the masked copy."""
    if version.masked is not None and not whole:
        return version.masked, True
    return version.file, False
