"""Who asks, what there is to ask about, and what a scenario is.

``n`` counts the times that a question is asked and chooses what it is about, so that both sides are asked the same and
seldom the same twice.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from psycopg import Connection

from bench import daily_questions as daily
from bench.client import Reader

WORDS = ("städ", "livsmedel", "konsulttjänster", "transport", "programvara", "vård", "möbler", "reparation", "maskiner")


@dataclass
class Register:
    """What there is to ask about: read once, before the clock starts."""

    connection: Connection
    day: date = field(default_factory=date.today)

    @cached_property
    def cooperation(self) -> int:
        return self._column("SELECT min(id) FROM organisations_cooperation")[0]

    @cached_property
    def officers(self) -> list[int]:
        return self._column(daily.OFFICERS)

    @cached_property
    def lot(self) -> "CalledLot":
        """The lot that everybody calls off from: of those in force with a maximum, the one with most left."""
        chosen = {"cooperation": self.cooperation, "day": self.day}
        return CalledLot(*self.connection.execute(daily.LOT_TO_CALL_OFF, chosen).fetchone())

    @cached_property
    def purchasers(self) -> list["Purchaser"]:
        """Those who may call off from the lot, each for another organisation."""
        rows = self.connection.execute(daily.PURCHASERS, {"agreement": self.lot.agreement})
        return [Purchaser(*row) for row in rows]

    @cached_property
    def busiest(self) -> int:
        """The agreement whose ledger is longest."""
        return self._column(daily.BUSIEST)[0]

    @cached_property
    def codes(self) -> list[str]:
        """CPV codes that agreements have."""
        return self._column(daily.CODES)

    @cached_property
    def articles(self) -> list["PricedArticle"]:
        """A few hundred articles, spread over all price lists."""
        return [PricedArticle(*row) for row in self.connection.execute(daily.ARTICLES)]

    @cached_property
    def municipalities(self) -> list[tuple[int, str]]:
        statement = """SELECT o.id, o.name FROM organisations_organisation o
            JOIN organisations_membership m ON m.organisation_id = o.id WHERE m.cooperation_id = %s ORDER BY o.id"""
        return self.connection.execute(statement, [self.cooperation]).fetchall()

    @cached_property
    def agreements(self) -> list[tuple[int, str]]:
        """A few thousand, spread over the register: id and number."""
        statement = """SELECT id, number FROM agreements_agreement
            WHERE cooperation_id = %s AND status = 'published' ORDER BY hashint8extended(id, 1) LIMIT 3000"""
        return self.connection.execute(statement, [self.cooperation]).fetchall()

    @cached_property
    def suppliers(self) -> list[tuple[int, str]]:
        return self.connection.execute("SELECT id, name FROM suppliers_supplier ORDER BY id LIMIT 1000").fetchall()

    def _column(self, statement: str) -> list[Any]:
        return [row[0] for row in self.connection.execute(statement)]


@dataclass(frozen=True)
class CalledLot:
    """A lot that is called off from, and the supplier who is first in rank."""

    id: int
    agreement: int
    supplier: int


@dataclass(frozen=True)
class Purchaser:
    """A person who buys for an organisation."""

    user: int
    organisation: int


@dataclass(frozen=True)
class PricedArticle:
    """An article of a price list."""

    number: str
    name: str

    @property
    def words(self) -> list[str]:
        """The words of its name that are long enough to mean something."""
        return re.findall("[^\\W\\d_]{4,}", self.name)


@dataclass
class Asker:
    """One who asks: as an officer or as a purchaser on connections to the portal, and on one to the database."""

    register: Register
    reader: Reader
    connection: Connection
    buyer: Reader
    purchaser: "Purchaser"


@dataclass(frozen=True)
class Scenario:
    """A question, how both sides are asked, and what of their answers must be equal.

    ``aim`` is what is wanted of one who asks: milliseconds above SQL (``above``), in all (``under``), or a ratio
    (``ratio``); or of all together: answers a second (``per_second``). ``times`` says how often each number of
    ``clients`` asks. ``proof`` says what must be true of what was written afterwards, and raises ``Unexpected`` if it
    is not.
    """

    name: str
    portal: Callable[[Asker, int], Any]
    sql: Callable[[Asker, int], Any] | None
    told: Callable[[Asker, Any], Any] = lambda asker, answer: answer
    aim: Mapping[str, float] = field(default_factory=dict)
    times: tuple[int, int] = (200, 400)
    clients: tuple[int, int] = (1, 8)
    proof: Callable[[Sequence[Asker]], str] | None = None

    @property
    def aimed_at(self) -> int:
        """How many clients the aim is for: one who waits, or all whose answers are counted."""
        return max(self.clients) if "per_second" in self.aim else 1
