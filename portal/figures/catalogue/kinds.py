"""The kinds of figures: what a dashboard, a report and a spreadsheet are made of."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from portal.organisations.models import Cooperation

if TYPE_CHECKING:
    from portal.figures.catalogue.governing import GoverningFigures


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
class NearCeiling:
    """An agreement, or a lot of it, of whose maximum 70 per cent or more is taken; amounts ex VAT in ``currency``.

    ``runs_out_on`` is the day that the forecast expects, between ``earliest`` and ``latest``; where no day can be told
    ``outlook`` says why in words.
    """

    agreement: str
    lot: str
    level: str
    tone: str
    maximum: Decimal
    reserved: Decimal
    used: Decimal
    left: Decimal
    currency: str
    runs_out_on: date | None
    earliest: date | None
    latest: date | None
    outlook: str
    last_day: date | None
    url: str

    @property
    def taken(self) -> Decimal:
        """The part of the maximum that is reserved or used: 1 is all of it."""
        return (self.reserved + self.used) / self.maximum


@dataclass(frozen=True)
class DueOption:
    """An extension option that somebody has to use or decline by ``notice_by``; ``last_day`` is the agreement's without
    it."""

    agreement: str
    months: int
    notice_by: date
    last_day: date | None
    url: str


@dataclass(frozen=True)
class Volume:
    """How many call-offs or purchases there were, and for how much."""

    key: str
    number: Figure
    amount: Money

    @property
    def label(self) -> str:
        return self.number.label


@dataclass(frozen=True)
class MemberVolume(Volume):
    """What one buyer called off in the last twelve months, and in the twelve before them."""

    before: Volume


@dataclass(frozen=True)
class UseFigures:
    """What happens under the agreements: ceilings, options to decide on, what was called off and what was bought
    outside. ``ceilings`` begins with the nearest to its maximum, ``options`` with the nearest day."""

    ceiling_levels: tuple[Figure, ...]
    ceilings: tuple[NearCeiling, ...]
    options_due: tuple[Figure, ...]
    options: tuple[DueOption, ...]
    call_offs: Volume
    call_offs_by_quarter: tuple[Volume, ...]
    call_offs_by_member: tuple[MemberVolume, ...]
    off_contract: Volume
    off_contract_by_member: tuple[Volume, ...]
    off_contract_by_category: tuple[Volume, ...]
    off_contract_by_reason: tuple[Volume, ...]

    def open_to_all(self) -> Iterator[Figure]:
        """The figures whose rows every reader of the register sees."""
        yield from self.ceiling_levels
        yield from self.options_due

    def of_buyers(self) -> Iterator[Figure]:
        """The figures whose rows are call-offs and purchases: the cooperation's office sees them all."""
        yield self.call_offs.number
        for volume in self.call_offs_by_quarter:
            yield volume.number
        for member in self.call_offs_by_member:
            yield member.number
            yield member.before.number
        yield self.off_contract.number
        for volume in (
            *self.off_contract_by_member,
            *self.off_contract_by_category,
            *self.off_contract_by_reason,
        ):
            yield volume.number


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
    is an assumption: whoever shows the figures says so. ``use`` and ``governing`` are None in a report from before
    they were counted.
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
    use: UseFigures | None
    governing: "GoverningFigures | None" = None

    @property
    def largest_candidate(self) -> Candidate | None:
        """The candidate with the most municipalities."""
        return self.candidates[0] if self.candidates else None

    @property
    def definitions(self) -> list[tuple[str, str]]:
        """What each kind of figure means, once, in the order in which they are shown."""
        found = [(self.in_force.label, self.in_force)]
        if self.use is not None:
            found += [
                (gettext("Near and at their ceiling"), self.use.ceiling_levels[0]),
                (gettext("Options to decide on"), self.use.options_due[-1]),
            ]
        found.append((gettext("Run out within 12 months"), self.running_out[-1]))
        found += [(gettext("By category"), row.agreements) for row in self.by_category[:1]]
        found += [(gettext("By municipality"), row.agreements) for row in self.by_municipality[:1]]
        found += [(gettext("Candidates for buying together"), row.agreements) for row in self.candidates[:1]]
        if self.use is not None:
            found += [
                (gettext("Call-offs"), self.use.call_offs.number),
                (gettext("Off-contract purchases"), self.use.off_contract.number),
            ]
        said = [(name, figure.definition) for name, figure in (*found, (self.planned.label, self.planned))]
        return [*said, *(self.governing.definitions if self.governing else ())]

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
        if self.use is not None:
            yield from self.use.open_to_all()
            yield from self.use.of_buyers()
        if self.governing is not None:
            yield self.governing.holes
