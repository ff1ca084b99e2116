"""How an amount is divided among the members of a cooperation. No act says it: members agree on a key.

A key weighs three ways of dividing against each other, in per cent: equal parts, by inhabitants and by turnover. It may
hold every share at a least and a most. The shares add up to the amount, to the öre: what rounding leaves over goes by
largest remainder.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fractions import Fraction

from django.utils.translation import gettext_lazy as _

from portal.law.answers import Allowed, Answer, Reason, answer, denied

ORE = Decimal("0.01")
WHOLE = Decimal(100)

WEIGHTS = _("The weights must add up to 100 per cent; they add up to %(total)s.")
NEGATIVE = denied(_("A weight is never negative."), "equal_weight")
CROSSED = denied(_("The most that a member pays cannot be less than the least."), "cap")
NOBODY = denied(_("There are no members to divide it among."))
NOTHING = denied(_("The amount must be more than nothing, in whole öre."), "amount")
FLOOR_TOO_HIGH = _("The least share of %(floor)s for each of %(members)s members comes to more than %(amount)s.")
CAP_TOO_LOW = _("The most share of %(cap)s for each of %(members)s members comes to less than %(amount)s.")
NO_POPULATION = _("The population of these members is not known: %(members)s.")
NO_TURNOVER = _("The turnover of these members is not known: %(members)s.")
ZERO_POPULATION = _("No member has any inhabitants to divide by.")
ZERO_TURNOVER = _("No member has any turnover to divide by.")


@dataclass(frozen=True)
class Key:
    """Weights in per cent that add up to 100, and the least and the most that one member pays.

    ``floor`` and ``cap`` are amounts, or per cent of the whole where ``in_percent`` says so; of a percentage, the floor
    is rounded up and the cap down to the öre. None holds nothing.
    """

    equal: Decimal = Decimal(0)
    inhabitants: Decimal = Decimal(0)
    turnover: Decimal = Decimal(0)
    floor: Decimal | None = None
    cap: Decimal | None = None
    in_percent: bool = False

    def least(self, amount: Decimal) -> Decimal:
        """The least that a member pays of an amount."""
        return self._limit(self.floor, amount, ROUND_CEILING) or Decimal(0)

    def most(self, amount: Decimal) -> Decimal:
        """The most that a member pays of an amount: all of it, where the key has no cap."""
        held = self._limit(self.cap, amount, ROUND_FLOOR)
        return amount if held is None else min(held, amount)

    def _limit(self, value: Decimal | None, amount: Decimal, rounding: str) -> Decimal | None:
        if value is None or not self.in_percent:
            return value
        return (amount * value / WHOLE).quantize(ORE, rounding)


@dataclass(frozen=True)
class Member:
    """What is known of a member: its inhabitants and its turnover ex VAT; None where it is not known.

    ``name`` is how a reason speaks of it.
    """

    inhabitants: int | None = None
    turnover: Decimal | None = None
    name: str = ""


def sound(key: Key) -> Answer:
    """Whether a key can be used at all, whatever the amount."""
    if min(key.equal, key.inhabitants, key.turnover) < 0:
        return NEGATIVE
    if (total := key.equal + key.inhabitants + key.turnover) != WHOLE:
        return denied(WEIGHTS, "equal_weight", total=total)
    if key.floor is not None and key.cap is not None and key.cap < key.floor:
        return CROSSED
    return Allowed()


def divisible(amount: Decimal, members: Mapping[int, Member], key: Key) -> Answer:
    """Whether an amount can be divided by a key; every reason against it."""
    if not (usable := sound(key)):
        return usable
    if not members:
        return NOBODY
    if amount <= 0 or amount != amount.quantize(ORE):
        return NOTHING
    reasons = [*_hindered_by_facts(members, key)]
    floor, cap, count = key.least(amount), key.most(amount), len(members)
    if floor * count > amount:
        told = {"floor": floor, "members": count, "amount": amount}
        reasons.append(Reason(FLOOR_TOO_HIGH, field="floor", params=told))
    if cap * count < amount:
        reasons.append(Reason(CAP_TOO_LOW, field="cap", params={"cap": cap, "members": count, "amount": amount}))
    if cap < floor:
        reasons.extend(CROSSED.reasons)
    return answer(reasons)


def _hindered_by_facts(members: Mapping[int, Member], key: Key) -> list[Reason]:
    reasons = []
    for weight, values, unknown, zero in (
        (key.inhabitants, {pk: one.inhabitants for pk, one in members.items()}, NO_POPULATION, ZERO_POPULATION),
        (key.turnover, {pk: one.turnover for pk, one in members.items()}, NO_TURNOVER, ZERO_TURNOVER),
    ):
        if not weight:
            continue
        if missing := sorted(members[pk].name or str(pk) for pk, value in values.items() if value is None):
            reasons.append(Reason(unknown, params={"members": ", ".join(missing)}))
        elif not any(values.values()):
            reasons.append(Reason(zero))
    return reasons


def shares(amount: Decimal, members: Mapping[int, Member], key: Key) -> dict[int, Decimal]:
    """What each member pays, to the öre; they add up to ``amount``.

    Who weighs more never pays less, and the same weight pays the same but for an öre. The öre that rounding leaves over
    go to the largest remainders; among equal ones to the larger weight, then to the lower id. Raises ``ValueError``
    where ``divisible`` says no.
    """
    if not (possible := divisible(amount, members, key)):
        raise ValueError(str(possible))
    weights = _weights(members, key)
    exact = _held(Fraction(amount), weights, Fraction(key.least(amount)), Fraction(key.most(amount)))
    return _rounded(amount, exact, weights)


def _weights(members: Mapping[int, Member], key: Key) -> dict[int, Fraction]:
    """Each member's part of the whole by the key's weights, before its limits; they add up to 1."""
    parts = (
        (key.equal, {pk: Fraction(1) for pk in members}),
        (key.inhabitants, {pk: Fraction(one.inhabitants or 0) for pk, one in members.items()}),
        (key.turnover, {pk: Fraction(one.turnover or 0) for pk, one in members.items()}),
    )
    found = dict.fromkeys(members, Fraction(0))
    for weight, values in parts:
        if weight:
            total = sum(values.values())
            for pk, value in values.items():
                found[pk] += Fraction(weight) / 100 * value / total
    return found


def _held(amount: Fraction, weights: Mapping[int, Fraction], floor: Fraction, cap: Fraction) -> dict[int, Fraction]:
    """The shares in proportion to the weights, none below the floor and none above the cap, exactly.

    What is lifted to the floor or cut at the cap is settled, and the rest is divided among the others anew, until
    everybody lies within. Each round settles the side that is the further off: it would be off by any further round,
    too. Where only members without weight are left, they divide the rest equally.
    """
    settled: dict[int, Fraction] = {}
    while True:
        free = [pk for pk in weights if pk not in settled]
        rest = amount - sum(settled.values())
        total = sum(weights[pk] for pk in free)
        wanted = {pk: rest * weights[pk] / total if total else rest / len(free) for pk in free}
        within = {pk: min(max(value, floor), cap) for pk, value in wanted.items()}
        off = sum(within.values()) - rest
        if off == 0:
            return {**settled, **within}
        settled |= {
            pk: value for pk, value in within.items() if (value > wanted[pk] if off > 0 else value < wanted[pk])
        }


def _rounded(amount: Decimal, exact: Mapping[int, Fraction], weights: Mapping[int, Fraction]) -> dict[int, Decimal]:
    """Whole öre by largest remainder. A share that stands on a limit has no remainder, so no limit is passed."""
    ore = {pk: int(value * 100) for pk, value in exact.items()}
    left = int(amount * 100) - sum(ore.values())
    order = sorted(exact, key=lambda pk: (ore[pk] - exact[pk] * 100, -weights[pk], pk))
    for pk in order[:left]:
        ore[pk] += 1
    return {pk: Decimal(value) * ORE for pk, value in ore.items()}
