"""A company changes owner: what it was named in itself, and its own membership."""

from portal.law.frameworks.succession.common import memberships_end, rights_that_stay, seats_end, what_runs_on
from portal.law.frameworks.succession.effects import (
    Effect,
    from_to,
    membership_effect,
    ownership_ended,
    ownership_taken_over,
    right_ended,
)
from portal.law.frameworks.succession.facts import Facts, Party
from portal.law.frameworks.succession.reasons import Rule


def changing_owner(
    facts: Facts,
    company: Party,
    seller: Party,
    buyer: Party | None,
    *,
    owned_by_members: bool,
    stays_authority: bool,
) -> tuple[Effect, ...]:
    """A company changes owner: it was named itself, so its rights stay, while it is a contracting authority.

    The new owner takes what the old one had. ``owned_by_members``: any owner is a member afterwards.

    Sources: 2014/24/EU art. 33(2), art. 2(1)(1) and (4).
    """
    passed = [row for row in facts.owned if row.owner.id == seller.id or (buyer and row.owner.id == buyer.id)]
    effects = [ownership_ended(row, Rule.OWNER_CHANGES, facts.last) for row in passed]
    if buyer is not None:
        effects.append(ownership_taken_over(passed, buyer, Rule.OWNER_CHANGES, facts.day))
    if stays_authority:
        rule = Rule.MEMBERSHIP_STAYS if owned_by_members else Rule.MEMBERSHIP_QUESTIONED
        for row in facts.members:
            stays = from_to(row.valid_from, row.valid_to)
            effects.append(membership_effect(rule, company, stays, stays, row.id))
        effects += rights_that_stay(facts, company, Rule.COMPANY_KEEPS_RIGHTS)
    else:
        effects += memberships_end(facts, company, Rule.NO_LONGER_AUTHORITY)
        for held in facts.agreements:
            if right := held.right_of(company):
                effects.append(right_ended(held, right, facts.last, Rule.NO_LONGER_AUTHORITY))
        effects += seats_end(facts)
    effects += what_runs_on(facts)
    return tuple(effects)
