"""What every form that takes a spreadsheet asks of the upload."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

#: The endings that a file chooser offers; what a file is, ``reading.read`` sees from its content.
ACCEPTED = ".xlsx,.csv,.txt,.gz"


def within_limit(upload: UploadedFile | None) -> None:
    """Refuse an upload that is larger than the portal takes."""
    if upload is not None and (upload.size or 0) > settings.MAX_UPLOAD_BYTES:
        raise ValidationError(
            _("The file is too large: %(most)s MB is the limit.") % {"most": settings.MAX_UPLOAD_BYTES // 1024**2}
        )
