"""What of the procurements a person sees."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, When

from portal.accounts.actor import actor_of
from portal.reference.models import branch_of
from procurements.states.stages import RUNNING, Stage
from suppliers.models import Subscription

STAGES_IN_ORDER = Case(
    When(stage=Stage.PLANNED, then=0), When(stage=Stage.DRAFT, then=1), When(stage__in=RUNNING, then=2), default=3
)


class ProcurementQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "ProcurementQuerySet":
        """From planned on a procurement is public; a draft is seen by the cooperation's office, and so is one that
        was cancelled before it was planned."""
        actor = actor_of(user)
        if actor.is_administrator:
            return self
        public = ~Q(stage=Stage.DRAFT) & Q(planned_at__isnull=False)
        return self.filter(public | Q(cooperation__in=actor.office))

    def planned(self) -> "ProcurementQuerySet":
        return self.filter(stage=Stage.PLANNED)

    def fitting(self, suppliers: Iterable[int]) -> "ProcurementQuerySet":
        """Say of each, as ``fits``, whether it lies in a branch and an area that one of the suppliers calls its own.

        A procurement that names no area concerns every area.
        """
        own = Q(pk__in=[])
        for row in Subscription.objects.filter(supplier__in=suppliers):
            within = Q(cpvs__code__startswith=branch_of(row.cpv_id))
            own |= within if row.county_id is None else within & (Q(areas=row.county_id) | Q(areas=None))
        return self.annotate(fits=Exists(self.model._base_manager.filter(own, pk=OuterRef("pk"))))

    def by_date(self, *before: str) -> "ProcurementQuerySet":
        """What is planned comes first, what is over last; within that whatever is to count ``before``, then
        the next contract notice, those without a date last."""
        return self.order_by(STAGES_IN_ORDER, *before, F("notice_on").asc(nulls_last=True), "pk")
