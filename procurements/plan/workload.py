"""How much of each officer's time the plan takes, quarter by quarter."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portal.law.planning import spans
from portal.law.workloads import Quarter, load
from portal.organisations.models import Cooperation
from procurements.models import Procurement
from procurements.plan.terms import Terms, terms_of
from procurements.rules.planning import plan_of
from procurements.states.stages import ENDED

QUARTERS = 8
_NOTHING = Decimal(0)


@dataclass(frozen=True)
class Share:
    """What an officer's procurements take of a quarter, in per cent of full time."""

    quarter: Quarter
    per_cent: Decimal
    procurements: int
    is_over: bool


@dataclass(frozen=True)
class Load:
    """An officer's quarters; ``officer`` is None for what nobody has been given yet."""

    officer: str | None
    officer_id: int | None
    shares: tuple[Share, ...]

    @property
    def is_over(self) -> bool:
        return any(share.is_over for share in self.shares)


@dataclass(frozen=True)
class Loads:
    """A cooperation's workload in the coming quarters."""

    cooperation: Cooperation
    terms: Terms
    quarters: tuple[Quarter, ...]
    rows: tuple[Load, ...]

    @property
    def largest(self) -> Decimal:
        """The longest bar of the chart: the fullest quarter, and never less than the capacity."""
        shares = [share.per_cent for row in self.rows for share in row.shares]
        return max([Decimal(self.terms.capacity), *shares])


def loads(cooperations: Collection[Cooperation], today: date) -> list[Loads]:
    """The workload of each cooperation's officers, of all that is planned and running; in a few queries."""
    ids = [row.pk for row in cooperations]
    terms = terms_of(ids)
    quarters = tuple(Quarter.of(today).on(n) for n in range(QUARTERS))
    kept: dict[int, dict[int | None, list[Procurement]]] = {pk: {} for pk in ids}
    names: dict[int | None, str | None] = {None: None}
    open_ones = Procurement.objects.filter(cooperation__in=ids).exclude(stage__in=ENDED).select_related("officer")
    for row in open_ones:
        kept[row.cooperation_id].setdefault(row.officer_id, []).append(row)
        names[row.officer_id] = row.officer.name if row.officer else None
    return [
        Loads(
            cooperation=cooperation,
            terms=terms[cooperation.pk],
            quarters=quarters,
            rows=tuple(
                _load(officer, names[officer], rows, quarters, terms[cooperation.pk])
                for officer, rows in sorted(
                    kept[cooperation.pk].items(), key=lambda pair: (names[pair[0]] is None, names[pair[0]] or "")
                )
            ),
        )
        for cooperation in cooperations
    ]


def _load(
    officer: int | None, name: str | None, rows: list[Procurement], quarters: tuple[Quarter, ...], terms: Terms
) -> Load:
    planned = [spans(plan_of(row).days) for row in rows]
    shares = []
    for quarter in quarters:
        taken = [found for one in planned if (found := load(one, terms.efforts, quarter))]
        total = sum(taken, _NOTHING)
        # What nobody has been given overloads nobody.
        shares.append(Share(quarter, total, len(taken), officer is not None and total > terms.capacity))
    return Load(name, officer, tuple(shares))
