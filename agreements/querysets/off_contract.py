"""Whom off-contract notices are for, and how they add up."""

from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery, Sum

from agreements.querysets.reorganisations import of_or_before
from agreements.states.call_offs import OffContractStatus
from portal.accounts.actor import Place, Role, actor_of


class OffContractQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "OffContractQuerySet":
        """The buyer's purchasing contacts and the cooperation's office see all; whoever wrote one sees it for as long
        as they act for the buyer. Who acts for the buyer's successor acts for the buyer."""
        actor = actor_of(user)
        if actor.is_administrator:
            return self
        if not actor.signed_in:
            return self.none()
        return self.filter(
            Q(agreement__cooperation__in=actor.office)
            | of_or_before("buyer", actor.places(Place.ORGANISATION, Role.CONTACT))
            | Q(created_by=user.pk) & of_or_before("buyer", actor.organisations)
        )

    def standing(self) -> "OffContractQuerySet":
        """Those that count: a withdrawn one does not."""
        return self.filter(status=OffContractStatus.NOTED)

    def with_category(self) -> "OffContractQuerySet":
        """With ``category``, the CPV division of the agreement's main code."""
        codes = apps.get_model("agreements", "AgreementCpv").objects
        main = codes.filter(agreement=OuterRef("agreement_id")).order_by("-is_main", "cpv_id").values("division")[:1]
        return self.annotate(category=Subquery(main))

    def summed_up(self) -> models.QuerySet:
        """How many and how much per member, category, reason and currency; the largest sum first."""
        groups = self.standing().with_category().order_by()
        return (
            groups.values("buyer_id", "buyer__name", "category", "reason", "agreement__currency")
            .annotate(number=Count("pk"), total=Sum("amount"))
            .order_by("-total", "buyer__name", "category", "reason")
        )
