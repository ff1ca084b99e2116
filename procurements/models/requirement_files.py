"""Files with requirements: handed in, looked at, brought in as a whole or thrown away."""

from django.conf import settings
from django.db import models

from portal.files.models import StoredFile
from procurements.models.procurements import Procurement


class RequirementFile(models.Model):
    """A spreadsheet that somebody looks at before its rows become requirements; ``entered_at`` is when they did."""

    procurement = models.ForeignKey(Procurement, models.PROTECT, related_name="requirement_files")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    entered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.file.name
