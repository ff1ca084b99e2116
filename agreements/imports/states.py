"""The stored statuses of an import and the steps between them."""

from django.db import models
from django.utils.translation import pgettext_lazy

from portal.workflow.machine import Machine, Transition


class ImportStatus(models.TextChoices):
    UPLOADED = "uploaded", pgettext_lazy("import", "not checked")
    CHECKED = "checked", pgettext_lazy("import", "checked")
    WRITTEN = "written", pgettext_lazy("import", "written to the register")


MACHINE = Machine(
    "import",
    [
        Transition("mapped", (ImportStatus.UPLOADED, ImportStatus.CHECKED), ImportStatus.UPLOADED),
        Transition("checked", (ImportStatus.UPLOADED, ImportStatus.CHECKED), ImportStatus.CHECKED),
        Transition("written", (ImportStatus.CHECKED,), ImportStatus.WRITTEN),
    ],
)
