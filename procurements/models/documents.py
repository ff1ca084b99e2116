"""Documents of a procurement: versions, masked copies, and who downloaded what."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.files.models import StoredFile
from portal.law.secrecy import Audience
from procurements.models.procurements import Procurement
from procurements.querysets.documents import DocumentQuerySet
from procurements.states.stages import IN_ORDER, Stage


class ProcurementDocumentKind(models.TextChoices):
    TENDER_DOCUMENTS = "tender_documents", _("tender documents")
    ANALYSIS = "analysis", _("needs analysis")
    MARKET = "market", _("market dialogue")
    DECISION = "decision", _("decision or minutes")
    CONTRACT = "contract", _("draft contract")
    OTHER = "other", _("other document")


class ProcurementDocument(models.Model):
    """A document of a procurement. Who sees it is judged document by document and follows the stages (rule 8): its
    ``audience`` from the beginning, ``later_audience`` from ``later_from`` on.

    It is never deleted: one that is withdrawn stays for the office, with the reason.
    """

    procurement = models.ForeignKey(Procurement, models.CASCADE, related_name="documents")
    kind = models.CharField(
        _("kind"), max_length=20, choices=ProcurementDocumentKind, default=ProcurementDocumentKind.OTHER
    )
    title = models.CharField(_("title"), max_length=200)
    audience = models.CharField(_("visible to"), max_length=12, choices=Audience, default=Audience.OFFICE)
    later_audience = models.CharField(_("later visible to"), max_length=12, choices=Audience, blank=True)
    later_from = models.CharField(
        _("from the stage"), max_length=15, choices=[(stage.value, stage.label) for stage in IN_ORDER], blank=True
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.TextField(_("withdrawn because"), blank=True)
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "title", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(later_audience="", later_from="") | (~Q(later_audience="") & ~Q(later_from="")),
                name="document_later_audience_whole",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")),
                name="document_withdrawn_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("procurement-document", args=[self.procurement_id, self.pk])

    def get_later_from_display(self) -> str:
        return str(Stage(self.later_from).label) if self.later_from else ""


class DocumentVersion(models.Model):
    """A file of a document, numbered from 1. A masked copy is what those outside the office and the agreement group get
    instead, with the reason for which parts are withheld."""

    document = models.ForeignKey(ProcurementDocument, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name=_("file"))
    masked = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("masked copy")
    )
    masked_reason = models.CharField(_("masked because"), max_length=300, blank=True)
    note = models.CharField(_("what is new"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="document_version_once"),
            models.CheckConstraint(
                condition=Q(masked=None, masked_reason="") | (Q(masked__isnull=False) & ~Q(masked_reason="")),
                name="document_masked_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document} ({self.number})"


class DocumentDownload(models.Model):
    """One download of one version; nobody (NULL) is somebody who was not signed in. Rows are only added."""

    version = models.ForeignKey(DocumentVersion, models.PROTECT, related_name="downloads")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    was_masked = models.BooleanField(default=False)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.version}: {self.at:%Y-%m-%d}"
