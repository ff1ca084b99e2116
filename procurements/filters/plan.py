"""The filters of the timeline: those of the list, and for the office the officer."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from agreements.filters import Values, identity
from portal.accounts.actor import actor_of
from procurements.filters.procurements import ProcurementFilter
from procurements.plan.readers import cooperations_read_by


class PlanFilter(ProcurementFilter):
    """What is asked for. Who leads a procurement is asked of the reader's own office only."""

    officer = Values(_("Procurement officer"), identity, "led_by")

    def led_by(self, found: QuerySet, name: str, value: list[Any]) -> QuerySet:
        return found.filter(cooperation__in=cooperations_read_by(actor_of(self.request.user)), officer__in=value)
