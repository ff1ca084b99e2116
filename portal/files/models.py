"""Files that people or workers put in, known by their content."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


def stored_name(file: "StoredFile", name: str) -> str:
    """Where a file lies in storage: under a random name, so that nothing a person typed becomes a path."""
    return f"{uuid.uuid4().hex[:2]}/{uuid.uuid4().hex}"


class StoredFile(models.Model):
    """A file with its checked content type, size in bytes and SHA-256. Who may see it is said by what points at it."""

    name = models.CharField(_("file name"), max_length=200)
    content_type = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to=stored_name)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name
