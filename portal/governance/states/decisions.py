"""How far the conditions of a decision have come. Nothing of it is stored: it follows from days."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _


class Progress(models.TextChoices):
    OVERDUE = "overdue", _("overdue")
    OPEN = "open", _("open")
    MET = "met", _("met")


PROGRESS_TONES = {Progress.OVERDUE: "danger", Progress.OPEN: "warning", Progress.MET: "success"}


def progress(met_on: date | None, due_on: date | None, day: date) -> Progress:
    """How far one condition has come by a day."""
    if met_on is not None:
        return Progress.MET
    return Progress.OVERDUE if due_on is not None and due_on < day else Progress.OPEN
