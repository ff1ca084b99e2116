"""The figures of the register: what is in force, when it runs out, whose it is, and what could be bought together."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from agreements.states.changes import LegalBasis
from portal.figures import counting
from portal.figures.catalogue.kinds import Candidate, Figure, PastMaximum, Slice
from portal.figures.catalogue.told import Told, quarter
from portal.law.periods import add_months
from portal.web.formats import date as day_text


class Register:
    """Puts names, definitions and links to what was counted of the register."""

    def __init__(self, told: Told) -> None:
        self.told = told

    def in_force(self) -> Figure:
        return self.told.agreements(
            "in_force",
            self.told.taken["total"]["agreements"],
            gettext("Agreements in force"),
            gettext(
                "Published agreements that have begun and whose last day to call off has not passed, whoever of the "
                "members entered into them. Drafts and terminated agreements are not counted."
            ),
        )

    def horizons(self) -> tuple[Figure, ...]:
        return tuple(self._running_out(months) for months in counting.HORIZONS)

    def candidates(self) -> tuple[Candidate, ...]:
        """The candidates with the most municipalities first."""
        return tuple(
            sorted(
                (self._candidate(found) for found in self.told.taken["candidates"]),
                key=lambda found: (-len(found.owners), -found.agreements.value, found.first_day, found.category),
            )
        )

    def ending_by_quarter(self) -> tuple[Figure, ...]:
        return tuple(self._ending_in(*span) for span in self.told.taken["quarters"])

    def by_category(self) -> tuple[Slice, ...]:
        return tuple(self._of_category(*row) for row in self.told.taken["categories"])

    def by_municipality(self) -> tuple[Slice, ...]:
        return tuple(self._of_municipality(*row) for row in self.told.taken["municipalities"])

    def past_maximum(self) -> tuple[PastMaximum, ...]:
        """The latest first; none in a report from before it was counted."""
        return tuple(self._past_maximum(row) for row in self.told.taken.get("past_maximum", ()))

    def _running_out(self, months: int) -> Figure:
        return self.told.agreements(
            f"running_out_{months}",
            self.told.taken["running_out"][str(months)],
            ngettext("Run out within %(n)s month", "Run out within %(n)s months", months) % {"n": months},
            gettext(
                "Agreements in force whose last day to call off, with the options used so far, comes no later than "
                "%(day)s. Options that are still open are not counted as used."
            )
            % {"day": day_text(add_months(self.told.day, months))},
            ends_from=self.told.day,
            ends_to=add_months(self.told.day, months),
        )

    def _ending_in(self, first: str, last: str, number: int) -> Figure:
        begins, ends = date.fromisoformat(first), date.fromisoformat(last)
        return self.told.agreements(
            f"ending_{first}",
            number,
            quarter(ends),
            gettext("Agreements in force whose last day to call off falls in the quarter."),
            ends_from=begins,
            ends_to=ends,
        )

    def _of_category(self, division: str, tally: dict[str, Any]) -> Slice:
        return self._slice(
            "category",
            division,
            self.told.category(division),
            gettext(
                "Agreements in force with a CPV code in the category (division of the CPV). An agreement with codes in "
                "several categories counts in each of them."
            ),
            tally,
            category=division,
        )

    def _of_municipality(self, owner: int, tally: dict[str, Any]) -> Slice:
        return self._slice(
            "municipality",
            str(owner),
            self.told.names[owner],
            gettext("Agreements in force that the municipality itself entered into."),
            tally,
            owner=owner,
        )

    def _candidate(self, found: dict[str, Any]) -> Candidate:
        first, last = date.fromisoformat(found["first"]), date.fromisoformat(found["last"])
        return Candidate(
            category=found["category"],
            agreements=self.told.agreements(
                f"candidate_{found['category']}",
                found["agreements"],
                self.told.category(found["category"]),
                gettext(
                    "Agreements in force of two municipalities or more, in the same category, whose last days lie "
                    "within twelve months of each other. Of each category the twelve months with the most "
                    "municipalities are shown, then those with the most agreements, then the first."
                ),
                category=found["category"],
                owner_kind="municipality",
                ends_from=first,
                ends_to=last,
            ),
            owners=tuple(name for owner, name in self.told.names.items() if owner in found["owners"]),
            first_day=first,
            last_day=last,
            estimated=self.told.money(found, "estimated"),
            maximum=self.told.money(found, "maximum"),
        )

    def _past_maximum(self, row: dict[str, Any]) -> PastMaximum:
        return PastMaximum(
            agreement=row["agreement"],
            lot=row["lot"],
            day=date.fromisoformat(row["day"]),
            basis=str(LegalBasis(row["basis"]).label),
            before=None if row["before"] is None else Decimal(row["before"]),
            after=Decimal(row["after"]),
            currency=row["currency"],
            url=reverse("agreement-change", args=[row["change"]]),
            is_overrun=row["basis"] == LegalBasis.OVERRUN,
        )

    def _slice(self, kind: str, key: str, label: str, definition: str, tally: dict[str, Any], **params: Any) -> Slice:
        return Slice(
            key=key,
            agreements=self.told.agreements(f"{kind}_{key}", tally["agreements"], label, definition, **params),
            running_out=self.told.agreements(
                f"{kind}_{key}_running_out",
                tally["running_out"],
                gettext("%(what)s: run out within 12 months") % {"what": label},
                definition,
                ends_from=self.told.day,
                ends_to=self.told.year,
                **params,
            ),
            estimated=self.told.money(tally, "estimated"),
            maximum=self.told.money(tally, "maximum"),
        )
