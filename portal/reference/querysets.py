"""Questions to the reference tables."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.utils.translation import get_language

from portal.reference.collation import SortKey, alphabet_for


class ByName(models.QuerySet):
    """Places, which people look for by name."""

    def in_order(self, language: str | None = None) -> Self:
        """By name in the alphabet of the reader, and namesakes (Herøy, Våler) by code."""
        return self.order_by(SortKey("name", alphabet_for(language or get_language() or "")), "country", "code")


def label_field(language: str | None) -> str:
    """Which of the CPV's labels a reader gets: Swedish, Norwegian, or English for any other language."""
    return {"sv": "label_sv", "nb": "label_nb"}.get((language or "")[:2], "label_en")


class CpvCodes(models.QuerySet):
    """Codes of the CPV."""

    def in_order(self, language: str | None = None) -> Self:
        """By label, in the reader's language and alphabet."""
        language = language or get_language()
        return self.order_by(SortKey(label_field(language), alphabet_for(language or "")), "pk")

    def within(self, branch: str) -> Self:
        """A branch: the code whose digits these are, and all below it."""
        return self.filter(code__startswith=branch)

    def ancestors_of(self, code: str) -> Self:
        """What a code lies under, from its division down to its parent."""
        # Some 60 codes skip a level: whichever of these exist are the ancestors.
        shorter = {code[:digits].ljust(8, "0") for digits in range(2, 8)} - {code}
        return self.filter(pk__in=shorter).order_by("code")


class Thresholds(models.QuerySet):
    """Thresholds with their days."""

    def visible_to(self, user: Any) -> Self:
        """They are law: everybody sees them."""
        return self

    def on(self, day: date) -> Self:
        """Those that apply on a day."""
        return self.filter(models.Q(valid_to=None) | models.Q(valid_to__gte=day), valid_from__lte=day)
