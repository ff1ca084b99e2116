"""The catalogue of figures: each one is defined here once, and pages, PDFs and spreadsheets ask for it by name.

``steering(cooperation, day)`` gives the figures of a steering group's dashboard as they are on a day;
``take(cooperation, day)`` gives the same as plain JSON, for keeping, and ``shown(cooperation, taken)`` turns what was
kept back into figures. Labels and definitions are in the active language.

Every figure carries ``rows_url``: the list of exactly the rows that it counts, on the day it was taken.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext

from agreements.states.changes import LegalBasis
from portal.figures import counting, kept
from portal.figures.links import Rows
from portal.law.periods import add_months
from portal.organisations.models import Cooperation, Organisation
from portal.reference.collation import NORWEGIAN, SWEDISH
from portal.reference.models import Country, CpvCode
from portal.web.formats import date as day_text

ALPHABETS = {Country.SWEDEN: SWEDISH, Country.NORWAY: NORWEGIAN}


@dataclass(frozen=True)
class Figure:
    """A counted number: what it is called, what it means exactly, and where the rows behind it are listed."""

    key: str
    value: int
    label: str
    definition: str
    unit: str
    rows_url: str
    taken_on: date


@dataclass(frozen=True)
class Money:
    """A sum of what is known, ex VAT, and of how many agreements the amount is known and unknown."""

    amount: Decimal
    currency: str
    known: int
    unknown: int


@dataclass(frozen=True)
class Slice:
    """The agreements in force of one municipality or category, and how many of them run out within twelve months."""

    key: str
    agreements: Figure
    running_out: Figure
    estimated: Money
    maximum: Money

    @property
    def label(self) -> str:
        return self.agreements.label


@dataclass(frozen=True)
class Candidate:
    """Agreements of several municipalities in one category that run out within a year of each other."""

    category: str
    agreements: Figure
    owners: tuple[str, ...]
    first_day: date
    last_day: date
    estimated: Money
    maximum: Money

    @property
    def label(self) -> str:
        return self.agreements.label


@dataclass(frozen=True)
class PastMaximum:
    """A change that raised the maximum of an agreement or a lot, or recorded turnover past it: ``before`` and ``after``
    ex VAT in ``currency``, None is unknown. ``is_overrun``: it stands on no case of art. 72, and is recorded as what it
    is."""

    agreement: str
    lot: str
    day: date
    basis: str
    before: Decimal | None
    after: Decimal
    currency: str
    url: str
    is_overrun: bool


@dataclass(frozen=True)
class Headlines:
    """The figures that stand first: what a start page shows of a cooperation."""

    cooperation: Cooperation
    taken_on: date
    in_force: Figure
    running_out: tuple[Figure, ...]
    candidates: tuple[Candidate, ...]
    planned: Figure


@dataclass(frozen=True)
class SteeringFigures:
    """What a steering group's dashboard and summary show of a cooperation.

    ``sample`` and ``assumed`` say how many of the agreements in force belong to the sample, and of how many some field
    is an assumption: whoever shows the figures says so.
    """

    cooperation: Cooperation
    taken_on: date
    sample: int
    assumed: int
    in_force: Figure
    estimated: Money
    maximum: Money
    running_out: tuple[Figure, ...]
    ending_by_quarter: tuple[Figure, ...]
    by_category: tuple[Slice, ...]
    by_municipality: tuple[Slice, ...]
    candidates: tuple[Candidate, ...]
    past_maximum: tuple[PastMaximum, ...]
    planned: Figure
    planned_by_category: tuple[Figure, ...]
    planned_by_quarter: tuple[Figure, ...]

    @property
    def largest_candidate(self) -> Candidate | None:
        """The candidate with the most municipalities."""
        return self.candidates[0] if self.candidates else None

    def counted(self) -> Iterable[Figure]:
        """Every figure, in the order in which it is shown."""
        yield self.in_force
        yield from self.running_out
        yield from self.ending_by_quarter
        for slice_ in (*self.by_category, *self.by_municipality):
            yield slice_.agreements
            yield slice_.running_out
        yield from (candidate.agreements for candidate in self.candidates)
        yield self.planned
        yield from self.planned_by_category
        yield from self.planned_by_quarter


def take(cooperation: Cooperation, day: date | None = None) -> dict[str, Any]:
    """The figures of a day (today) as plain JSON. The names of municipalities are part of it: they change."""
    day = day or timezone.localdate()
    register = kept.register(cooperation, day)
    owners = {owner for owner, _ in register["municipalities"]}
    names = Organisation.objects.filter(pk__in=owners).alphabetical(ALPHABETS[cooperation.jurisdiction])
    return {
        **register,
        "plan": counting.plan(cooperation),
        "past_maximum": counting.past_maximum(cooperation, day),
        "names": [[pk, name] for pk, name in names.values_list("pk", "name")],
    }


def steering(cooperation: Cooperation, day: date | None = None) -> SteeringFigures:
    """The steering figures of a cooperation on a day (today)."""
    return shown(cooperation, take(cooperation, day))


def headlines(cooperation: Cooperation, day: date | None = None) -> Headlines:
    """The headlines among a cooperation's steering figures on a day (today)."""
    return _Catalogue(cooperation, take(cooperation, day)).headlines()


def shown(cooperation: Cooperation, taken: dict[str, Any]) -> SteeringFigures:
    """Figures that were taken, in the words of the active language."""
    return _Catalogue(cooperation, taken).steering()


class _Catalogue:
    """Puts names, definitions and links to numbers that were counted."""

    def __init__(self, cooperation: Cooperation, taken: dict[str, Any]) -> None:
        self.cooperation = cooperation
        self.taken = taken
        self.day = date.fromisoformat(taken["day"])
        self.year = add_months(self.day, 12)
        self.names: dict[int, str] = dict(taken["names"])
        self.categories = _category_labels()
        self.rows = Rows(cooperation)

    def headlines(self) -> Headlines:
        return Headlines(
            cooperation=self.cooperation,
            taken_on=self.day,
            in_force=self.in_force(),
            running_out=self._horizons(),
            candidates=self._candidates(),
            planned=self.planned(),
        )

    def steering(self) -> SteeringFigures:
        taken = self.taken
        return SteeringFigures(
            cooperation=self.cooperation,
            taken_on=self.day,
            **taken["doubts"],
            in_force=self.in_force(),
            estimated=self._money(taken["total"], "estimated"),
            maximum=self._money(taken["total"], "maximum"),
            running_out=self._horizons(),
            ending_by_quarter=tuple(self.ending_in(*span) for span in taken["quarters"]),
            by_category=tuple(self.of_category(*row) for row in taken["categories"]),
            by_municipality=tuple(self.of_municipality(*row) for row in taken["municipalities"]),
            candidates=self._candidates(),
            past_maximum=tuple(self.past_maximum(row) for row in taken.get("past_maximum", ())),
            planned=self.planned(),
            planned_by_category=tuple(self.planned_in_category(*row) for row in taken["plan"]["categories"]),
            planned_by_quarter=tuple(self.planned_in_quarter(*row) for row in taken["plan"]["quarters"]),
        )

    def in_force(self) -> Figure:
        return self._agreements(
            "in_force",
            self.taken["total"]["agreements"],
            gettext("Agreements in force"),
            gettext(
                "Published agreements that have begun and whose last day to call off has not passed, whoever of the "
                "members entered into them. Drafts and terminated agreements are not counted."
            ),
        )

    def running_out(self, months: int) -> Figure:
        return self._agreements(
            f"running_out_{months}",
            self.taken["running_out"][str(months)],
            ngettext("Run out within %(n)s month", "Run out within %(n)s months", months) % {"n": months},
            gettext(
                "Agreements in force whose last day to call off, with the options used so far, comes no later than "
                "%(day)s. Options that are still open are not counted as used."
            )
            % {"day": day_text(add_months(self.day, months))},
            ends_from=self.day,
            ends_to=add_months(self.day, months),
        )

    def ending_in(self, first: str, last: str, number: int) -> Figure:
        begins, ends = date.fromisoformat(first), date.fromisoformat(last)
        return self._agreements(
            f"ending_{first}",
            number,
            _quarter(ends),
            gettext("Agreements in force whose last day to call off falls in the quarter."),
            ends_from=begins,
            ends_to=ends,
        )

    def of_category(self, division: str, tally: dict[str, Any]) -> Slice:
        return self._slice(
            "category",
            division,
            self._category(division),
            gettext(
                "Agreements in force with a CPV code in the category (division of the CPV). An agreement with codes in "
                "several categories counts in each of them."
            ),
            tally,
            category=division,
        )

    def of_municipality(self, owner: int, tally: dict[str, Any]) -> Slice:
        return self._slice(
            "municipality",
            str(owner),
            self.names[owner],
            gettext("Agreements in force that the municipality itself entered into."),
            tally,
            owner=owner,
        )

    def candidate(self, found: dict[str, Any]) -> Candidate:
        first, last = date.fromisoformat(found["first"]), date.fromisoformat(found["last"])
        return Candidate(
            category=found["category"],
            agreements=self._agreements(
                f"candidate_{found['category']}",
                found["agreements"],
                self._category(found["category"]),
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
            owners=tuple(name for owner, name in self.names.items() if owner in found["owners"]),
            first_day=first,
            last_day=last,
            estimated=self._money(found, "estimated"),
            maximum=self._money(found, "maximum"),
        )

    def past_maximum(self, row: dict[str, Any]) -> PastMaximum:
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

    def planned(self) -> Figure:
        return self._procurements(
            "planned",
            self.taken["plan"]["procurements"],
            gettext("Planned procurements"),
            gettext("Procurements that are published in the plan and have not been started, completed or cancelled."),
        )

    def planned_in_category(self, division: str, number: int) -> Figure:
        return self._procurements(
            f"planned_category_{division}",
            number,
            self._category(division),
            gettext("Planned procurements with a CPV code in the category; one with several counts in each."),
            category=division,
        )

    def planned_in_quarter(self, first: str | None, number: int) -> Figure:
        definition = gettext("Planned procurements whose contract notice is planned for the quarter.")
        if first is None:
            return self._procurements("planned_undated", number, gettext("Date not set"), definition, undated=1)
        begins = date.fromisoformat(first)
        ends = date.fromordinal(add_months(begins, 3).toordinal() - 1)
        return self._procurements(
            f"planned_{first}", number, _quarter(begins), definition, notice_from=begins, notice_to=ends
        )

    def _horizons(self) -> tuple[Figure, ...]:
        return tuple(self.running_out(months) for months in counting.HORIZONS)

    def _candidates(self) -> tuple[Candidate, ...]:
        """The candidates with the most municipalities first."""
        return tuple(
            sorted(
                (self.candidate(found) for found in self.taken["candidates"]),
                key=lambda found: (-len(found.owners), -found.agreements.value, found.first_day, found.category),
            )
        )

    def _agreements(self, key: str, value: int, label: str, definition: str, **params: Any) -> Figure:
        url = self.rows.agreements(**params)
        return Figure(key, value, label, definition, gettext("agreements"), url, self.day)

    def _procurements(self, key: str, value: int, label: str, definition: str, **params: Any) -> Figure:
        url = self.rows.procurements(**params)
        return Figure(key, value, label, definition, gettext("procurements"), url, self.day)

    def _slice(self, kind: str, key: str, label: str, definition: str, tally: dict[str, Any], **params: Any) -> Slice:
        return Slice(
            key=key,
            agreements=self._agreements(f"{kind}_{key}", tally["agreements"], label, definition, **params),
            running_out=self._agreements(
                f"{kind}_{key}_running_out",
                tally["running_out"],
                gettext("%(what)s: run out within 12 months") % {"what": label},
                definition,
                ends_from=self.day,
                ends_to=self.year,
                **params,
            ),
            estimated=self._money(tally, "estimated"),
            maximum=self._money(tally, "maximum"),
        )

    def _money(self, tally: dict[str, Any], name: str) -> Money:
        known = tally[f"{name}_known"]
        return Money(Decimal(tally[name]), self.cooperation.currency, known, tally["agreements"] - known)

    def _category(self, division: str) -> str:
        return self.categories.get(division, division)


def _quarter(day: date) -> str:
    """``Q4 2026``."""
    return gettext("Q%(quarter)s %(year)s") % {"quarter": (day.month + 2) // 3, "year": day.year}


def _category_labels() -> dict[str, str]:
    """The label of every CPV division, by its two digits."""
    language = get_language()
    divisions = CpvCode.objects.filter(parent=None, level="division").defer("search_vector", "search_text")
    return {cpv.division: cpv.label(language) for cpv in divisions}
