"""Numbers that were taken, with what their names, definitions and links have in common."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, gettext

from portal.figures.catalogue.kinds import Figure, Money
from portal.figures.links import Rows
from portal.law.periods import add_months
from portal.organisations.models import Cooperation
from portal.reference.models import CpvCode


class Told:
    """What was taken of a cooperation on a day, and how it is called in the active language."""

    def __init__(self, cooperation: Cooperation, taken: dict[str, Any]) -> None:
        self.cooperation = cooperation
        self.taken = taken
        self.day = date.fromisoformat(taken["day"])
        self.year = add_months(self.day, 12)
        self.names: dict[int, str] = dict(taken["names"])
        self.rows = Rows(cooperation)
        self._categories = _category_labels()

    def agreements(self, key: str, value: int, label: str, definition: str, **params: Any) -> Figure:
        """A number of agreements in force."""
        url = self.rows.agreements(**params)
        return Figure(key, value, label, definition, gettext("agreements"), url, self.day)

    def procurements(self, key: str, value: int, label: str, definition: str, **params: Any) -> Figure:
        """A number of planned procurements."""
        url = self.rows.procurements(**params)
        return Figure(key, value, label, definition, gettext("procurements"), url, self.day)

    def money(self, tally: dict[str, Any], name: str) -> Money:
        """A sum of a tally of agreements."""
        known = tally[f"{name}_known"]
        return Money(Decimal(tally[name]), self.cooperation.currency, known, tally["agreements"] - known)

    def category(self, division: str) -> str:
        return self._categories.get(division, division)


def quarter(day: date) -> str:
    """``Q4 2026``."""
    return gettext("Q%(quarter)s %(year)s") % {"quarter": (day.month + 2) // 3, "year": day.year}


def _category_labels() -> dict[str, str]:
    """The label of every CPV division, by its two digits."""
    language = get_language()
    divisions = CpvCode.objects.filter(parent=None, level="division").defer("search_vector", "search_text")
    return {cpv.division: cpv.label(language) for cpv in divisions}
