"""What of invoices a person sees."""

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from portal.accounts.actor import Place, Role, actor_of
from portal.governance.querysets.economy import insiders


class InvoiceQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "InvoiceQuerySet":
        """The office and the steering group see every member's invoices, a purchasing contact the own member's."""
        actor = actor_of(user)
        if actor.is_administrator:
            return self
        own = Q(organisation__in=actor.places(Place.ORGANISATION, Role.CONTACT))
        return self.filter(Q(cooperation__in=insiders(actor)) | own)

    def with_undoing(self) -> "InvoiceQuerySet":
        """Each with ``is_undone``: whether a credit note has undone it."""
        return self.annotate(is_undone=Exists(self.model.objects.filter(credits=OuterRef("pk"))))

    def standing(self) -> "InvoiceQuerySet":
        """Invoices that no credit note has undone; credit notes themselves are left out."""
        return self.filter(credits=None, credit_note=None)
