"""What of the suppliers a person sees."""

from typing import Any

from django.db import models

from portal.accounts.actor import actor_of


class SupplierQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "SupplierQuerySet":
        """A supplier's own page is seen by itself and by the cooperations' own people; suppliers never see each other.

        The names of suppliers in published agreements are public and stand on the agreements' pages.
        """
        actor = actor_of(user)
        if actor.is_administrator or actor.cooperations:
            return self
        return self.filter(pk__in=actor.suppliers)

    def alphabetical(self, alphabet: str = "sv") -> "SupplierQuerySet":
        return self.order_by(f"sort_{alphabet}", "pk")
