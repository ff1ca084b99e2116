"""The kinds of entries in a ceiling ledger. An entry has no status: it stands as it was written."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.law.frameworks.ceilings import Level


class EntryKind(models.TextChoices):
    RESERVED = "reserved", pgettext_lazy("ceiling entry", "reserved")
    SETTLED = "settled", pgettext_lazy("ceiling entry", "settled")
    RELEASED = "released", pgettext_lazy("ceiling entry", "released")
    CORRECTED = "corrected", pgettext_lazy("ceiling entry", "corrected")


#: How near its maximum a ceiling is, in words.
LEVEL_LABELS = {
    Level.UNKNOWN: _("no maximum known"),
    Level.CALM: _("room left"),
    Level.WATCH: _("70 per cent or more"),
    Level.WARNING: _("85 per cent or more"),
    Level.EXHAUSTED: _("exhausted"),
}
LEVEL_TONES = {
    Level.UNKNOWN: "neutral",
    Level.CALM: "success",
    Level.WATCH: "warning",
    Level.WARNING: "warning",
    Level.EXHAUSTED: "danger",
}
