"""What of the suppliers a person sees."""

from typing import Any

from django.contrib.postgres.search import TrigramSimilarity
from django.db import models

from portal.accounts.actor import actor_of
from portal.reference.collation import Fold

#: From which share of common trigrams two names may be the same supplier's: "Bokfink Städ AB" and "Bokfink Städ".
ALIKE = 0.6


class SupplierQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "SupplierQuerySet":
        """A supplier's own page is seen by itself and by the cooperations' own people; suppliers never see each other.

        The names of suppliers in published agreements are public and stand on the agreements' pages.
        """
        actor = actor_of(user)
        if actor.is_administrator or actor.cooperations:
            return self
        return self.filter(pk__in=actor.suppliers)

    def resembling(self, name: str, number: str = "") -> "SupplierQuerySet":
        """Those with the same number (digits as stored) or a name that looks like this one, the likest first.

        Pseudonymised persons resemble nobody: they are never merged.
        """
        like = TrigramSimilarity(Fold("name"), Fold(models.Value(name)))
        alike = models.Q(likeness__gte=ALIKE)
        if number:
            alike |= models.Q(registration_number=number)
        return self.filter(is_pseudonym=False).annotate(likeness=like).filter(alike).order_by("-likeness", "pk")

    def alphabetical(self, alphabet: str = "sv") -> "SupplierQuerySet":
        return self.order_by(f"sort_{alphabet}", "pk")
