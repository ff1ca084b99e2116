"""What benefits add up to: per member, per agreement and per kind, in a year. Only what stands is counted.

Nothing is counted twice: the database holds one standing benefit of a kind per agreement, member and year, so that all
sums here are plain sums of rows. They are ex VAT in the cooperation's currency; agreements in another are left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from agreements.benefits.methods import ORE
from agreements.models import Agreement, Benefit
from agreements.states.benefits import BenefitKind, BenefitState
from portal.organisations.models import Cooperation, Organisation


@dataclass(frozen=True)
class Gain:
    """What somebody or something gained. ``reviewed`` is the part that a second person has reviewed, ``number`` how
    many benefits it is the sum of, ``population`` how many inhabitants share it (None where nobody knows)."""

    of: Any
    amount: Decimal
    reviewed: Decimal
    number: int
    population: int | None = None

    @property
    def per_inhabitant(self) -> Decimal | None:
        """Rounded to the öre; None without a population."""
        return (self.amount / self.population).quantize(ORE, ROUND_HALF_UP) if self.population else None


def counted(cooperation: Cooperation, year: int) -> QuerySet[Benefit]:
    """The benefits that count for a cooperation in a year."""
    return Benefit.objects.standing().filter(
        agreement__cooperation=cooperation, agreement__currency=cooperation.currency, year=year
    )


def per_member(cooperation: Cooperation, year: int, populations: Mapping[int, int] | None = None) -> list[Gain]:
    """What each member gained, by the members' names; ``populations`` gives their inhabitants by their ids."""
    sums = _sums(counted(cooperation, year), "organisation")
    members = Organisation.objects.filter(pk__in=sums).order_by("name", "pk")
    known = populations or {}
    return [Gain(member, *sums[member.pk], population=known.get(member.pk)) for member in members]


def per_agreement(cooperation: Cooperation, year: int, population: int | None = None) -> list[Gain]:
    """What each agreement gave, by the agreements' titles; ``population`` is that of the whole cooperation."""
    sums = _sums(counted(cooperation, year), "agreement")
    agreements = Agreement.objects.filter(pk__in=sums).order_by("title", "pk")
    return [Gain(agreement, *sums[agreement.pk], population=population) for agreement in agreements]


def per_kind(cooperation: Cooperation, year: int) -> list[Gain]:
    """What each kind of benefit came to, kinds that gave nothing left out."""
    sums = _sums(counted(cooperation, year), "kind")
    return [Gain(kind, *sums[kind.value]) for kind in BenefitKind if kind.value in sums]


def whole(cooperation: Cooperation, year: int, population: int | None = None) -> Gain:
    """What the whole cooperation gained."""
    rows = per_kind(cooperation, year)
    zero = Decimal(0)
    return Gain(
        cooperation,
        sum((row.amount for row in rows), zero),
        sum((row.reviewed for row in rows), zero),
        sum(row.number for row in rows),
        population,
    )


def _sums(rows: QuerySet[Benefit], field: str) -> dict[Any, tuple[Decimal, Decimal, int]]:
    """Amount, reviewed amount and number of benefits, by the values of a field."""
    reviewed = Sum("amount", filter=Q(state=BenefitState.REVIEWED), default=Decimal(0))
    found = rows.order_by().values(field).annotate(sum=Sum("amount"), reviewed=reviewed, number=Count("pk"))
    return {row[field]: (row["sum"], row["reviewed"], row["number"]) for row in found}
