"""How things stand before a reorganisation: what concerns the organisations, in plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal


@dataclass(frozen=True)
class Party:
    """An organisation, by its id and name, and the place where it is (a municipality's id and name)."""

    id: int
    name: str
    municipality: int | None = None
    place: str = ""


@dataclass(frozen=True)
class Right:
    """An eligible buyer of an agreement: bound to use it or not, for good (None) or until a last day."""

    buyer: Party
    binding: bool
    ends_on: date | None = None


@dataclass(frozen=True)
class LotAreas:
    """The municipalities, by id and name, in which a lot is used."""

    id: int
    name: str
    areas: Mapping[int, str]


@dataclass(frozen=True)
class Held:
    """An agreement that concerns the organisations and is not over on the day."""

    id: int
    title: str
    number: str = ""
    is_draft: bool = False
    announced_on: date | None = None
    owner: Party | None = None
    rights: tuple[Right, ...] = ()
    lots: tuple[LotAreas, ...] = ()

    def right_of(self, party: Party) -> Right | None:
        return next((right for right in self.rights if right.buyer.id == party.id), None)


@dataclass(frozen=True)
class Member:
    """A membership that holds the day before."""

    id: int
    party: Party
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True)
class Owned:
    """An ownership that holds the day before; the share in per cent."""

    id: int
    company: Party
    owner: Party
    share: Decimal | None
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True)
class UnitOf:
    """An open unit of an organisation."""

    id: int
    name: str
    home: Party


@dataclass(frozen=True)
class RoleOf:
    """A person's appointment in an organisation, or seat in a group for it, that holds the day before.

    ``seat`` is the group's id and ``role`` then the group's kind; ``where`` is the group or unit in words.
    """

    id: int
    person: int
    name: str
    role: str
    home: Party
    seat: int | None = None
    unit: int | None = None
    where: str = ""
    title: str = ""
    is_deputy: bool = False
    is_chair: bool = False
    valid_to: date | None = None


@dataclass(frozen=True)
class Running:
    """A call-off that is not over on the day."""

    id: int
    name: str
    agreement: str
    buyer: Party
    amount: Decimal
    currency: str
    ends_on: date


@dataclass(frozen=True)
class Taken:
    """What a buyer has reserved and used of an agreement, and what is left of its maximum for all (None: unknown)."""

    agreement: int
    title: str
    buyer: Party
    reserved: Decimal
    used: Decimal
    left: Decimal | None
    currency: str


@dataclass(frozen=True)
class Facts:
    """Everything that concerns the organisations on ``day``, the first on which it is otherwise.

    ``others`` is how many agreements of the cooperation do not name them; ``numbers`` and ``unit_names`` are those that
    the successor has in use already.
    """

    day: date
    members: tuple[Member, ...] = ()
    agreements: tuple[Held, ...] = ()
    others: int = 0
    owned: tuple[Owned, ...] = ()
    units: tuple[UnitOf, ...] = ()
    roles: tuple[RoleOf, ...] = ()
    running: tuple[Running, ...] = ()
    taken: tuple[Taken, ...] = ()
    host: Party | None = None
    numbers: frozenset[str] = frozenset()
    unit_names: frozenset[str] = frozenset()

    @property
    def last(self) -> date:
        """The last day of what was before."""
        return self.day - timedelta(days=1)
