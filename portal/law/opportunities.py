"""What several could buy together: when all of them could begin, and how much speaks for it.

No act ranks what is procured. The score is the portal's own, stated here and on the page; each cooperation weighs its
parts as it likes.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.law.periods import add_months

FRAMEWORK_MONTHS = 48  # the longest term of a framework without stated reasons: Directive 2014/24/EU art. 33(1)
LARGEST_WEIGHT = 100
LEAST_VALUE = Decimal(100_000)  # ex VAT, in the cooperation's currency: up to here the value counts nothing,
MOST_VALUE = Decimal(100_000_000)  # and from here on it counts in full
FARTHEST_APART = 730  # days: agreements that lie as far apart do not overlap at all
AMPLE_TIME = 180  # days left to begin that are as good as any more
_DAY = timedelta(days=1)
_THOUSANDTH = Decimal("0.001")
_NOTHING, _ALL = Decimal(0), Decimal(1)


class Part(TextChoices):
    """The parts of the score, each between 0 and 1; each bears the name of the field that holds its weight."""

    MEMBERS = "members", _("members")
    VALUE = "value", _("value")
    OVERLAP = "overlap", _("overlap of the windows")
    TIME = "time", _("time left")
    UNPLANNED = "unplanned", _("not planned yet")


#: What each part weighs until a cooperation states its own weights.
ASSUMED_WEIGHTS: Mapping[Part, int] = {
    Part.MEMBERS: 30,
    Part.VALUE: 25,
    Part.OVERLAP: 20,
    Part.TIME: 15,
    Part.UNPLANNED: 10,
}


class Standing(TextChoices):
    """How far something has come already."""

    NEW = "new", _("new")
    PROPOSED = "proposed", _("proposed")
    PLANNED = "planned", _("planned")


_UNPLANNED = {Standing.NEW: _ALL, Standing.PROPOSED: Decimal("0.5"), Standing.PLANNED: _NOTHING}


class Takeover(NamedTuple):
    """The days on which a new agreement can take over from one that runs out: from the day after its last day as it
    stands, to the day after its last day with every open option used."""

    earliest: date
    latest: date


def takeover(last_day: date, last_possible_day: date) -> Takeover:
    return Takeover(last_day + _DAY, last_possible_day + _DAY)


def falls_within(one: Takeover, first: date, last: date) -> bool:
    """Whether an agreement can end between two days: without its open options, with all of them, or in between."""
    return one.earliest - _DAY <= last and one.latest - _DAY >= first


@dataclass(frozen=True)
class Joining:
    """When several could begin to buy together. ``all_free`` is the first day on which no former agreement is left that
    its owner is still bound to, ``needed`` the first day on which somebody would stand without."""

    all_free: date
    needed: date

    @property
    def at_once(self) -> bool:
        """Whether there is a day on which all can begin, so that nobody waits and nobody stands without."""
        return self.all_free <= self.needed

    @property
    def first(self) -> date:
        return min(self.all_free, self.needed)

    @property
    def last(self) -> date:
        return max(self.all_free, self.needed)

    @property
    def days_apart(self) -> int:
        """How many days lie between the first that needs a new agreement and the last that is free; 0 when all can
        begin on one day."""
        return max(0, (self.all_free - self.needed).days)


def joining(takeovers: Collection[Takeover]) -> Joining | None:
    """The window in which all could join: a span of days on any of which all can begin, or else the time over which
    they begin one after the other. None where no day is known."""
    if not takeovers:
        return None
    return Joining(max(one.earliest for one in takeovers), min(one.latest for one in takeovers))


def assumed_last_day(advertised_on: date, days_to_start: int) -> date:
    """When a framework of which only the notice is known has run out at the latest: it began so many days after the
    notice, and lasted four years (Directive 2014/24/EU art. 33(1))."""
    return add_months(advertised_on + timedelta(days=days_to_start), FRAMEWORK_MONTHS) - _DAY


@dataclass(frozen=True)
class Facts:
    """What the score is reckoned from.

    ``members`` of ``all_members`` buy such things, ``dated`` of them under agreements whose days are known; ``value``
    is what is known of the money, ex VAT; ``begin_by`` the latest day to begin, where known.
    """

    members: int
    all_members: int
    dated: int
    value: Decimal
    joining: Joining | None
    begin_by: date | None
    standing: Standing


def parts(facts: Facts, today: date) -> dict[Part, Decimal]:
    """Each part of the score, from 0 to 1 in thousandths. What is unknown counts nothing."""
    return {
        Part.MEMBERS: _share(facts.members, facts.all_members),
        Part.VALUE: _worth(facts.value),
        Part.OVERLAP: _overlap(facts),
        Part.TIME: _NOTHING if facts.begin_by is None else _share((facts.begin_by - today).days, AMPLE_TIME),
        Part.UNPLANNED: _UNPLANNED[facts.standing],
    }


def score(found: Mapping[Part, Decimal], weights: Mapping[Part, int]) -> Decimal:
    """The weighted mean of the parts, from 0 to 100 in tenths."""
    weighed = sum((found[part] * weights[part] for part in Part), _NOTHING)
    return (100 * weighed / sum(weights[part] for part in Part)).quantize(Decimal("0.1"))


def _share(number: int, of: int) -> Decimal:
    if of <= 0:
        return _NOTHING
    return min(_ALL, max(_NOTHING, Decimal(number) / of)).quantize(_THOUSANDTH)


def _worth(value: Decimal) -> Decimal:
    """By tenfolds: ten times the value is the same step up, wherever it begins."""
    if value <= LEAST_VALUE:
        return _NOTHING
    return min(_ALL, (value / LEAST_VALUE).log10() / (MOST_VALUE / LEAST_VALUE).log10()).quantize(_THOUSANDTH)


def _overlap(facts: Facts) -> Decimal:
    """How near to one day all could begin, times the share of the members whose days are known."""
    if facts.joining is None:
        return _NOTHING
    nearness = _ALL - _share(facts.joining.days_apart, FARTHEST_APART)
    return (nearness * facts.dated / facts.members).quantize(_THOUSANDTH)
