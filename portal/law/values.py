"""The estimated and the maximum value of a procurement, reckoned from what its participants pledge: rule 3.

The estimate covers the whole duration with every extension option, and every organisation that the notice names:
those that have only an option may use the agreement too (Directive 2014/24/EU art. 5(1), 5(5)).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext_lazy as _

from portal.law import sources
from portal.law.answers import Answer, Reason, Source, answer

ORE = Decimal("0.01")
MONTHS_A_YEAR = 12
#: What the register can hold; beyond it somebody has mistyped.
LARGEST = Decimal("9999999999999.99")
MOST_HEADROOM = Decimal("999.99")

ESTIMATE = Source(_("Directive 2014/24/EU"), "art. 5(1), 5(5)")


@dataclass(frozen=True)
class Pledge:
    """What one organisation expects to buy a year, ex VAT; ``key`` says which organisation it is."""

    key: int
    yearly: Decimal
    is_option: bool = False


@dataclass(frozen=True)
class Line:
    """A pledge and what it comes to over the whole duration, rounded to the öre."""

    pledge: Pledge
    value: Decimal


@dataclass(frozen=True)
class Estimate:
    """The calculation line by line. The total is the sum of its lines, so that the page adds up to the öre."""

    months: int
    lines: tuple[Line, ...]

    @property
    def total(self) -> Decimal:
        return sum((line.value for line in self.lines), Decimal("0.00"))

    @property
    def options(self) -> Decimal:
        """The part of the total that rests on options alone."""
        return sum((line.value for line in self.lines if line.pledge.is_option), Decimal("0.00"))

    @property
    def yearly(self) -> Decimal:
        return sum((line.pledge.yearly for line in self.lines), Decimal("0.00"))


def estimate(pledges: Iterable[Pledge], months: int) -> Estimate:
    """The estimated value: each pledged yearly volume times the duration, options included."""
    return Estimate(months, tuple(Line(pledge, over(pledge.yearly, months)) for pledge in pledges))


def over(yearly: Decimal, months: int) -> Decimal:
    """A yearly volume over so many months, rounded to the öre."""
    return (yearly * months / MONTHS_A_YEAR).quantize(ORE, ROUND_HALF_UP)


def maximum(estimated: Decimal, headroom: Decimal) -> Decimal:
    """The maximum value: the estimate and a headroom in per cent of it, rounded to the öre."""
    return (estimated * (100 + headroom) / 100).quantize(ORE, ROUND_HALF_UP)


def may_confirm(
    *, estimated: Decimal, months: int | None, headroom: Decimal, headroom_reason: str, jurisdiction: str = ""
) -> Answer:
    """Whether the values can be stated: something is pledged, the duration is known, a headroom has its reason.

    A maximum that is set without ground says nothing to suppliers. Source: C-23/20.
    """
    reasons = []
    if not months:
        reasons.append(Reason(_("Say how long the agreement runs, options included."), field="agreement_months"))
    elif estimated <= 0:
        reasons.append(Reason(_("Nothing is pledged yet: there is no value to state.")))
    if headroom < 0:
        reasons.append(Reason(_("The maximum is never below the estimate."), field="headroom"))
    elif headroom > MOST_HEADROOM or maximum(estimated, headroom) > LARGEST:
        reasons.append(Reason(_("This is more than can be right: is an amount mistyped?"), field="headroom"))
    elif headroom > 0 and not headroom_reason.strip():
        source = sources.MAXIMUM.within(jurisdiction)
        reasons.append(
            Reason(_("Say why the maximum lies above what is pledged."), source=source, field="headroom_reason")
        )
    return answer(reasons)
