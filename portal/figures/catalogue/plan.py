"""The figures of the plan: the procurements that are published in it and not yet begun."""

from datetime import date

from django.utils.translation import gettext

from portal.figures.catalogue.kinds import Figure
from portal.figures.catalogue.told import Told, quarter
from portal.law.periods import add_months


class Plan:
    """Puts names, definitions and links to what was counted of the plan."""

    def __init__(self, told: Told) -> None:
        self.told = told

    def planned(self) -> Figure:
        return self.told.procurements(
            "planned",
            self.told.taken["plan"]["procurements"],
            gettext("Planned procurements"),
            gettext("Procurements that are published in the plan and have not been started, completed or cancelled."),
        )

    def by_category(self) -> tuple[Figure, ...]:
        return tuple(self._in_category(*row) for row in self.told.taken["plan"]["categories"])

    def by_quarter(self) -> tuple[Figure, ...]:
        return tuple(self._in_quarter(*row) for row in self.told.taken["plan"]["quarters"])

    def _in_category(self, division: str, number: int) -> Figure:
        return self.told.procurements(
            f"planned_category_{division}",
            number,
            self.told.category(division),
            gettext("Planned procurements with a CPV code in the category; one with several counts in each."),
            category=division,
        )

    def _in_quarter(self, first: str | None, number: int) -> Figure:
        definition = gettext("Planned procurements whose contract notice is planned for the quarter.")
        if first is None:
            return self.told.procurements("planned_undated", number, gettext("Date not set"), definition, undated=1)
        begins = date.fromisoformat(first)
        ends = date.fromordinal(add_months(begins, 3).toordinal() - 1)
        return self.told.procurements(
            f"planned_{first}", number, quarter(begins), definition, notice_from=begins, notice_to=ends
        )
