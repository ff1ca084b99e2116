"""Cost keys side by side: what each member pays by each of them, who gains and who loses."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from portal.governance.economy.facts import MemberFacts, members_of
from portal.governance.economy.keys import key_told, law_of
from portal.governance.models import CostKey
from portal.law import cost_keys as law
from portal.law.answers import Allowed, Answer
from portal.organisations.models import Cooperation

#: How the keys of a comparison are called beside their colours.
LETTERS = "ABCD"


@dataclass(frozen=True)
class Share:
    """What a member pays by a key: the amount, for each inhabitant, and how much more than by the key compared with."""

    amount: Decimal
    per_inhabitant: Decimal | None
    difference: Decimal | None


@dataclass(frozen=True)
class Compared:
    """One of the keys laid beside each other. ``shares`` is by member; empty where ``answer`` says why it cannot
    divide."""

    letter: str
    key: CostKey
    told: str
    answer: Answer
    shares: dict[int, Share] = field(default_factory=dict)
    is_measure: bool = False

    @property
    def name(self) -> str:
        return self.key.name or self.told

    @property
    def total(self) -> Decimal:
        return sum((share.amount for share in self.shares.values()), Decimal(0))


@dataclass(frozen=True)
class Simulation:
    """An amount of a year divided among the members by up to four keys. Differences are from the ``measure``: the key
    in force where it is among them, else the first that divides."""

    cooperation: Cooperation
    year: int
    amount: Decimal
    members: Sequence[MemberFacts]
    keys: Sequence[Compared]

    @property
    def measure(self) -> Compared | None:
        return next((one for one in self.keys if one.is_measure), None)

    @property
    def working(self) -> list[Compared]:
        """The keys that divide."""
        return [one for one in self.keys if one.shares]

    @property
    def inhabitants(self) -> int:
        return sum(member.inhabitants or 0 for member in self.members)

    @property
    def knows_turnover(self) -> bool:
        return any(member.turnover is not None for member in self.members)

    @property
    def population_years(self) -> list[int]:
        return sorted({member.population_year for member in self.members if member.population_year})

    def gains(self, one: Compared) -> int:
        """How many members pay less by a key than by the measure."""
        return sum(1 for share in one.shares.values() if share.difference is not None and share.difference < 0)

    def loses(self, one: Compared) -> int:
        """How many members pay more by a key than by the measure."""
        return sum(1 for share in one.shares.values() if share.difference is not None and share.difference > 0)


def simulate(
    cooperation: Cooperation, year: int, amount: Decimal, keys: Sequence[CostKey], in_force: CostKey | None
) -> Simulation:
    """Lay keys side by side. Keys of the database and keys that were only typed are treated alike."""
    everybody = members_of(cooperation, year, companies=True)
    own = {member.pk for member in members_of(cooperation, year)}
    divided: list[tuple[CostKey, Answer, dict[int, Decimal]]] = []
    for key in keys:
        known = {one.pk: one.known for one in everybody if key.includes_companies or one.pk in own}
        answer = law.divisible(amount, known, law_of(key))
        divided.append((key, answer, law.shares(amount, known, law_of(key)) if answer else {}))
    working = [place for place, (_key, _answer, shares) in enumerate(divided) if shares]
    forced = [place for place in working if in_force is not None and divided[place][0].pk == in_force.pk]
    measure = next(iter(forced or working), None)
    base = divided[measure][2] if measure is not None else {}
    inhabitants = {member.pk: member.inhabitants for member in everybody}
    compared = [
        Compared(
            letter=LETTERS[place],
            key=key,
            told=key_told(key, cooperation.currency),
            answer=answer,
            shares={pk: _share(amount_, inhabitants[pk], base.get(pk, Decimal(0))) for pk, amount_ in shares.items()},
            is_measure=place == measure,
        )
        for place, (key, answer, shares) in enumerate(divided)
    ]
    paying = {pk for one in compared for pk in one.shares} or own
    return Simulation(cooperation, year, amount, [one for one in everybody if one.pk in paying], compared)


def _share(amount: Decimal, inhabitants: int | None, base: Decimal) -> Share:
    each = (amount / inhabitants).quantize(law.ORE, ROUND_HALF_UP) if inhabitants else None
    return Share(amount, each, amount - base)


def shares_of(
    key: CostKey | None, amount: Decimal, members: Sequence[MemberFacts]
) -> tuple[Answer, dict[int, Decimal]]:
    """An amount divided by a key, or in equal parts where there is none; no shares where the answer is no."""
    known = {member.pk: member.known for member in members}
    rule = law_of(key) if key is not None else law.Key(equal=law.WHOLE)
    answer = law.divisible(amount, known, rule) if amount else Allowed()
    if not answer or not amount:
        return answer, {}
    return answer, law.shares(amount, known, rule)
