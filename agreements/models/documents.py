"""Documents of an agreement, each with its own visibility."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from agreements.models.agreements import Agreement
from portal.files.models import StoredFile
from portal.law.visibility import Visibility


class DocumentKind(models.TextChoices):
    AGREEMENT = "agreement", _("agreement text")
    PRICE_LIST = "price_list", _("price list")
    SPECIFICATION = "specification", _("requirement specification")
    GUIDE = "guide", _("call-off guide")
    OTHER = "other", _("other document")


class AgreementDocument(models.Model):
    """A file that belongs to an agreement. Who sees it is judged document by document (rule 8)."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="documents")
    kind = models.CharField(_("kind"), max_length=15, choices=DocumentKind, default=DocumentKind.OTHER)
    title = models.CharField(_("title"), max_length=200)
    visibility = models.CharField(
        _("visible to"), max_length=10, choices=[(level.value, level.label) for level in Visibility]
    )
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["kind", "title", "id"]

    def __str__(self) -> str:
        return self.title
