"""Whom price lists are for, and which of them hold on a day."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils import timezone

from agreements.states import AgreementStatus
from agreements.states.prices import BINDING, PriceListStatus
from portal.accounts.actor import Actor, actor_of


class PriceListQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Prices are business secrets: a list is seen by the cooperation's office, by the people of organisations that
        may use the agreement, and by its own supplier. Never by another supplier, never by the public; and as it is no
        part of keeping the portal running, not by the administrator either. Drafts are the office's alone.

        Source: confidentiality of what economic operators hand in, 2014/24/EU art. 21.
        """
        actor = actor_of(user)
        binding = ~Q(status=PriceListStatus.DRAFT)
        seen = Q(agreement__cooperation__in=actor.office)
        if actor.suppliers:  # whoever acts for a supplier sees no competitor's prices, even as a buyer's person too
            seen |= Q(supplier__in=actor.suppliers) & binding & ~Q(agreement__status=AgreementStatus.DRAFT)
        elif actor.organisations:
            seen |= Q(agreement__in=self._open_to(actor.organisations, timezone.localdate())) & binding
        return self.filter(seen)

    def _open_to(self, organisations: frozenset[int], day: date) -> models.QuerySet:
        """Published agreements to which one of the organisations is entitled on a day."""
        agreements = self.model.agreement.field.related_model.objects
        return agreements.open_to(organisations, day).exclude(status=AgreementStatus.DRAFT).values("pk")

    def in_force(self, day: date) -> Self:
        """Those whose prices hold on a day: the last day that was stated, and a successor, both end a list."""
        return self.filter(
            Q(valid_to=None) | Q(valid_to__gte=day),
            Q(replaced_from=None) | Q(replaced_from__gt=day),
            status__in=BINDING,
            valid_from__lte=day,
        )

    def usable_by(self, actor: Actor, day: date) -> Self:
        """Those in force whose agreement can be called off on a day: by the actor's own organisations where there are
        any, by anybody otherwise. A terminated agreement can be used until the day it ends."""
        running = Q(agreement__status=AgreementStatus.PUBLISHED) & (
            Q(agreement__last_day=None) | Q(agreement__last_day__gte=day)
        )
        ending = Q(agreement__status=AgreementStatus.TERMINATED, agreement__terminated_on__gte=day)
        lists = self.in_force(day).filter(running | ending, agreement__starts_on__lte=day)
        return lists.filter(agreement__in=self._open_to(actor.organisations, day)) if actor.organisations else lists

    def besides(self, price_list: Any) -> Self:
        """The other lists for the same agreement, lot and supplier: one of them at most holds on a day."""
        return self.filter(
            agreement=price_list.agreement_id, lot=price_list.lot_id, supplier=price_list.supplier_id
        ).exclude(pk=price_list.pk)


class PriceListItemQuerySet(models.QuerySet):
    def of_lists(self, ids: list[int]) -> Self:
        """The items of these lists. One array, however many lists: PostgreSQL looks each item's list up in its hash."""
        array = f"{{{','.join(map(str, ids))}}}"
        table = self.model._meta.db_table
        return self.filter(
            RawSQL(f"{table}.price_list_id = ANY(%s::bigint[])", [array], models.BooleanField())  # noqa: S611 - a table's name
        )

    def with_list(self) -> Self:
        """With the list, the agreement and the supplier that a row of the search names."""
        return self.select_related("price_list__agreement", "price_list__supplier")
