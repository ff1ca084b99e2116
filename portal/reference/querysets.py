"""Questions to the reference tables."""

from typing import Self

from django.db import models
from django.utils.translation import get_language

from portal.reference.collation import SortKey, alphabet_for


class ByName(models.QuerySet):
    """Places, which people look for by name."""

    def in_order(self, language: str | None = None) -> Self:
        """By name, in the alphabet of the reader."""
        return self.order_by(SortKey("name", alphabet_for(language or get_language() or "")), "pk")


class CpvCodes(models.QuerySet):
    """Codes of the CPV."""

    def in_order(self, language: str | None = None) -> Self:
        """By label, in the reader's language and alphabet."""
        language = (language or get_language() or "en")[:2]
        label = f"label_{language}" if language in {"sv", "nb"} else "label_en"
        return self.order_by(SortKey(label, alphabet_for(language)), "pk")

    def within(self, branch: str) -> Self:
        """A branch: the code whose digits these are, and all below it."""
        return self.filter(code__startswith=branch)

    def ancestors_of(self, code: str) -> Self:
        """What a code lies under, from its division down to its parent."""
        # Some 60 codes skip a level, so the digits are asked for, not the levels.
        shorter = {code[:digits].ljust(8, "0") for digits in range(2, 8)} - {code}
        return self.filter(pk__in=shorter).order_by("code")
