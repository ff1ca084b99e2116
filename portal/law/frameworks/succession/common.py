"""Effects that several occasions have in common."""

from collections.abc import Iterator
from typing import Any

from portal.law.frameworks.succession.effects import (
    Effect,
    Part,
    from_to,
    membership_effect,
    named,
    of_role,
    right_effect,
    role_values,
)
from portal.law.frameworks.succession.facts import Facts, Party
from portal.law.frameworks.succession.reasons import Rule


def rights_that_stay(facts: Facts, party: Party, rule: Rule) -> Iterator[Effect]:
    """The rights that an organisation keeps as they are."""
    for held in facts.agreements:
        if right := held.right_of(party):
            yield right_effect(held, right, right, rule)


def memberships_end(facts: Facts, party: Party, rule: Rule) -> Iterator[Effect]:
    """An organisation's memberships end with the day before."""
    for row in facts.members:
        if row.party.id == party.id:
            before, after = from_to(row.valid_from, row.valid_to), from_to(row.valid_from, facts.last)
            yield membership_effect(rule, party, before, after, row.id)


def what_runs_on(facts: Facts) -> Iterator[Effect]:
    """Call-offs that run on, and what counts on against the maxima."""
    for call_off in facts.running:
        runs = {"amount": str(call_off.amount), "currency": call_off.currency, "to": call_off.ends_on.isoformat()}
        about = {
            "call_off": call_off.id,
            "name": call_off.name,
            "title": call_off.agreement,
            "buyer": call_off.buyer.name,
        }
        yield Effect(Part.CALL_OFF, Rule.RUNS_ON, about, runs, runs)
    for taken in facts.taken:
        stays: dict[str, Any] = {
            "reserved": str(taken.reserved),
            "used": str(taken.used),
            "left": None if taken.left is None else str(taken.left),
            "currency": taken.currency,
        }
        about = named(taken.buyer) | {"agreement": taken.agreement, "title": taken.title}
        yield Effect(Part.CEILING, Rule.COUNTS_ON, about, stays, stays)


def seats_end(facts: Facts) -> Iterator[Effect]:
    """Seats in the cooperation's groups end with the day before; roles in the organisation do not."""
    for role in facts.roles:
        if role.seat is not None:
            before, after = role_values(role, role.home, role.valid_to), role_values(role, role.home, facts.last)
            yield Effect(Part.ROLE, Rule.SEAT_ENDS, of_role(role), before, after)
