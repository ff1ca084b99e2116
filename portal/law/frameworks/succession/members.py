"""A member joins the cooperation, or leaves it."""

from collections.abc import Iterator

from portal.law.frameworks.succession.common import memberships_end, rights_that_stay, seats_end, what_runs_on
from portal.law.frameworks.succession.effects import (
    Effect,
    Part,
    from_to,
    membership_effect,
    named,
    of_agreement,
    of_role,
    right_effect,
    role_values,
)
from portal.law.frameworks.succession.facts import Facts, Party, Right
from portal.law.frameworks.succession.reasons import Rule


def joining(facts: Facts, new: Party) -> tuple[Effect, ...]:
    """A member joins: it may be named in what is announced later, and joins nothing that was announced before.

    Source: 2014/24/EU art. 33(2); KOFA 2015/65.
    """
    effects = [membership_effect(Rule.JOINS, new, None, from_to(facts.day, None))]
    effects += rights_that_stay(facts, new, Rule.NAMED_BEFORE)
    for held in facts.agreements:
        if held.right_of(new) is None and held.is_draft and not (held.announced_on and held.announced_on < facts.day):
            effects.append(Effect(Part.RIGHT, Rule.MAY_BE_NAMED, of_agreement(held, new)))
    if facts.others:
        effects.append(Effect(Part.OTHERS, Rule.TOO_LATE, named(new) | {"count": facts.others}))
    return tuple(effects)


def leaving(facts: Facts, member: Party) -> tuple[Effect, ...]:
    """A member leaves: it stays named where it was named from the start, unbound; what it has called off runs on.

    Sources: 2014/24/EU art. 33(2), recital 62. That the duty to use an agreement ends with the membership is a matter
    of the cooperation's own terms, which nobody has checked here.
    """
    effects = [*memberships_end(facts, member, Rule.LEAVES)]
    for held in facts.agreements:
        right = held.right_of(member)
        if right is not None and held.is_draft:
            effects.append(right_effect(held, right, right, Rule.NAMED_IN_DRAFT))
        elif right is not None:
            rule = Rule.NO_LONGER_BOUND if right.binding else Rule.STAYS_NAMED
            effects.append(right_effect(held, right, Right(member, False, right.ends_on), rule))
        if held.owner is not None and held.owner.id == member.id:
            owner = {"owner": member.name, "number": held.number}
            effects.append(Effect(Part.OWNER, Rule.KEEPS_ITS_OWN, of_agreement(held, member), owner, owner))
    effects += _companies_stay(facts, member)
    effects += what_runs_on(facts)
    effects += seats_end(facts)
    for role in facts.roles:
        if role.seat is None:
            stays = role_values(role, role.home, role.valid_to)
            effects.append(Effect(Part.ROLE, Rule.ROLE_WITHOUT_COOPERATION, of_role(role), stays, stays))
    return tuple(effects)


def _companies_stay(facts: Facts, member: Party) -> Iterator[Effect]:
    """The member's companies that are members themselves."""
    for row in facts.members:
        if row.party.id != member.id:
            stays = from_to(row.valid_from, row.valid_to)
            yield membership_effect(Rule.COMPANY_STAYS, row.party, stays, stays, row.id)
