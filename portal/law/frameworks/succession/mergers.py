"""Municipalities merge: what each of them had passes to the successor."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from portal.law.frameworks.succession.common import memberships_end, what_runs_on
from portal.law.frameworks.succession.effects import (
    Effect,
    Part,
    from_to,
    membership_effect,
    named,
    of_agreement,
    of_role,
    ownership_ended,
    ownership_taken_over,
    right_effect,
    right_ended,
    role_values,
)
from portal.law.frameworks.succession.facts import Facts, Held, Owned, Party, Right, RoleOf
from portal.law.frameworks.succession.reasons import Rule

LONGEST_NUMBER = 50  # an agreement's
LONGEST_NAME = 200  # a unit's


def merging(facts: Facts, gone: Collection[Party], successor: Party) -> tuple[Effect, ...]:
    """Municipalities merge: the successor takes the place of each in everything, from the day.

    Universal succession: it is no new buyer (2014/24/EU art. 33(2)). The ledger is never rewritten (rule 3): entries
    and call-offs keep the buyer that made them, and are read through the succession.
    """
    merged = {party.id for party in gone}
    effects: list[Effect] = []
    if any(row.party.id in merged for row in facts.members):
        stays = [row for row in facts.members if row.party.id == successor.id]
        was = from_to(stays[0].valid_from, stays[0].valid_to) if stays else None
        effects.append(membership_effect(Rule.SUCCEEDS, successor, was, was or from_to(facts.day, None)))
    for party in gone:
        effects += memberships_end(facts, party, Rule.SUCCEEDS)
    if facts.host is not None and facts.host.id in merged:
        hosts = {"name": facts.host.name}, {"name": successor.name}
        effects.append(Effect(Part.HOST, Rule.SUCCEEDS, named(successor), *hosts))
    numbers = set(facts.numbers)
    for held in facts.agreements:
        effects += _owner_passes(held, merged, successor, numbers)
        effects += _rights_pass(facts, held, merged, successor)
        effects += _areas_grow(held, gone, successor)
    effects += _units_move(facts, successor)
    effects += _companies_pass(facts, merged, successor)
    effects += what_runs_on(facts)
    effects += _roles_pass(facts, merged, successor)
    return tuple(effects)


def _owner_passes(held: Held, merged: set[int], successor: Party, numbers: set[str]) -> Iterator[Effect]:
    """An agreement of those that merge becomes the successor's. Its number changes only where both had the same."""
    if held.owner is None or held.owner.id not in merged:
        return
    number = _free(held.number, held.owner.name, numbers, LONGEST_NUMBER) if held.number else ""
    yield Effect(
        Part.OWNER,
        Rule.SUCCESSOR_OWNS,
        of_agreement(held, held.owner) | {"successor": successor.id},
        {"owner": held.owner.name, "number": held.number},
        {"owner": successor.name, "number": number},
    )


def _rights_pass(facts: Facts, held: Held, merged: set[int], successor: Party) -> Iterator[Effect]:
    """The successor is named once, bound when one of them was; the rows of those that merge end and are kept."""
    gone = [right for right in held.rights if right.buyer.id in merged and _lasts(right, facts.last)]
    if not gone:
        return
    before = held.right_of(successor)
    both = [*([before] if before else []), *gone]
    open_ends = any(right.ends_on is None for right in both)
    until = None if open_ends else max(right.ends_on for right in both if right.ends_on)
    after = Right(successor, any(right.binding for right in both), until)
    yield right_effect(held, before, after, Rule.SUCCESSOR_IS_NAMED)
    for right in gone:
        yield right_ended(held, right, facts.last, Rule.SUCCESSOR_IS_NAMED)


def _areas_grow(held: Held, gone: Collection[Party], successor: Party) -> Iterator[Effect]:
    """A lot that was used in the area of one of them is used in the successor's."""
    places = {party.municipality for party in gone}
    for lot in held.lots:
        if successor.municipality and places & set(lot.areas) and successor.municipality not in lot.areas:
            about = of_agreement(held, successor) | {
                "lot": lot.id,
                "lot_name": lot.name,
                "municipality": successor.municipality,
            }
            before = sorted(lot.areas.values())
            after = sorted([*before, successor.place])
            yield Effect(Part.AREA, Rule.SUCCESSOR_AREA, about, {"areas": before}, {"areas": after})


def _units_move(facts: Facts, successor: Party) -> Iterator[Effect]:
    """Open units move to the successor; two of the same name are told apart by where they came from."""
    names = {name.casefold() for name in facts.unit_names}
    for unit in facts.units:
        name = _free(unit.name, unit.home.name, names, LONGEST_NAME, fold=True)
        yield Effect(
            Part.UNIT,
            Rule.UNIT_MOVES,
            {"unit": unit.id, "name": unit.name, "successor": successor.id, "from": facts.day.isoformat()},
            {"organisation": unit.home.name, "name": unit.name},
            {"organisation": successor.name, "name": name},
        )


def _companies_pass(facts: Facts, merged: set[int], successor: Party) -> Iterator[Effect]:
    """What those that merge own passes to the successor; shares of the same company are added up."""
    of_company: dict[int, list[Owned]] = defaultdict(list)
    for row in facts.owned:
        of_company[row.company.id].append(row)
    for rows in of_company.values():
        if not any(row.owner.id in merged for row in rows):
            continue
        passed = [row for row in rows if row.owner.id in merged or row.owner.id == successor.id]
        yield from (ownership_ended(row, Rule.SUCCESSOR_OWNS, facts.last) for row in passed)
        yield ownership_taken_over(passed, successor, Rule.SUCCESSOR_OWNS, facts.day)


def _roles_pass(facts: Facts, merged: set[int], successor: Party) -> Iterator[Effect]:
    """Roles and seats end with the day before, and are carried over once for each person, role and place."""
    carried: dict[tuple[Any, ...], RoleOf] = {}
    for role in facts.roles:
        if role.home.id not in merged:
            continue
        ends = role_values(role, role.home, facts.last)
        before = role_values(role, role.home, role.valid_to)
        yield Effect(Part.ROLE, Rule.ROLE_CARRIED_OVER, of_role(role), before, ends)
        carried.setdefault((role.person, role.role, role.seat, role.unit), role)
    held = {(role.person, role.role, role.seat, role.unit) for role in facts.roles if role.home.id == successor.id}
    for key, role in carried.items():
        if key not in held:
            about = of_role(role) | {"successor": successor.id, "from": facts.day.isoformat()}
            after = role_values(role, successor, role.valid_to)
            yield Effect(Part.ROLE, Rule.ROLE_CARRIED_OVER, about, None, after)


def _lasts(right: Right, day: date) -> bool:
    return right.ends_on is None or right.ends_on > day


def _free(name: str, of: str, taken: set[str], longest: int, fold: bool = False) -> str:
    """A name that is not taken yet: its own, or with the former home behind it. It is taken from then on."""
    found, count = name, 1
    while (found.casefold() if fold else found) in taken:
        mark = f" ({of})" if count == 1 else f" ({of} {count})"
        found, count = name[: max(longest - len(mark), 0)] + mark[-longest:], count + 1
    taken.add(found.casefold() if fold else found)
    return found
