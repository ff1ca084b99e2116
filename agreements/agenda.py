"""Agreements as matters that meetings take up."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement
from portal.governance.agenda import subjects
from portal.governance.agenda.subjects import Subject


def _seen(user: Any) -> QuerySet:
    return Agreement.objects.visible_to(user)


def _of_cooperation(user: Any, cooperation_id: int) -> QuerySet:
    return _seen(user).filter(cooperation=cooperation_id).order_by("-pk")


def register_all() -> None:
    """Called from the app's ``ready()``."""
    subjects.register(Subject("agreement", _("Agreement"), Agreement, _of_cooperation, _seen))
