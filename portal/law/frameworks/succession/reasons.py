"""The dated rules by which every effect of a reorganisation is explained, each with its source."""

from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.law import sources
from portal.law.answers import Reason, Source

_SUCCESSION = Source(
    sources.PARTIES.name,
    sources.PARTIES.reference,
    national={
        "SE": Source("Lag (1979:411)", _("on changes in the division into municipalities"), certain=False),
        "NO": Source("Inndelingslova", certain=False),
    },
)

_OWN_TERMS = Source(_("The cooperation's own terms"), certain=False)

_AUTHORITY = Source(sources.PARTIES.name, "art. 2(1)(1), 2(1)(4)")


class Rule(StrEnum):
    """The dated rules, by which every effect is explained."""

    JOINS = "joins"
    TOO_LATE = "too_late"
    NAMED_BEFORE = "named_before"
    MAY_BE_NAMED = "may_be_named"
    LEAVES = "leaves"
    STAYS_NAMED = "stays_named"
    NO_LONGER_BOUND = "no_longer_bound"
    NAMED_IN_DRAFT = "named_in_draft"
    KEEPS_ITS_OWN = "keeps_its_own"
    COMPANY_STAYS = "company_stays"
    ROLE_WITHOUT_COOPERATION = "role_without_cooperation"
    SEAT_ENDS = "seat_ends"
    RUNS_ON = "runs_on"
    COUNTS_ON = "counts_on"
    SUCCEEDS = "succeeds"
    SUCCESSOR_IS_NAMED = "successor_is_named"
    SUCCESSOR_OWNS = "successor_owns"
    SUCCESSOR_AREA = "successor_area"
    UNIT_MOVES = "unit_moves"
    ROLE_CARRIED_OVER = "role_carried_over"
    OWNER_CHANGES = "owner_changes"
    COMPANY_KEEPS_RIGHTS = "company_keeps_rights"
    MEMBERSHIP_QUESTIONED = "membership_questioned"
    MEMBERSHIP_STAYS = "membership_stays"
    NO_LONGER_AUTHORITY = "no_longer_authority"


_RULES: dict[Rule, tuple[Any, Source | None]] = {
    Rule.JOINS: (_("It is a member from that day, by the decision of the cooperation."), None),
    Rule.TOO_LATE: (
        _("Only buyers named from the start may use an agreement: it joins nothing that was announced before."),
        sources.PARTIES,
    ),
    Rule.NAMED_BEFORE: (_("It was named among the buyers from the start, and keeps that right."), sources.PARTIES),
    Rule.MAY_BE_NAMED: (
        _("The agreement is not announced yet: the new member may still be named among its buyers."),
        sources.PARTIES,
    ),
    Rule.LEAVES: (_("The membership ends with the day before."), None),
    Rule.STAYS_NAMED: (
        _("It was named from the start: leaving the cooperation takes nothing of that away while the agreement lasts."),
        sources.PARTIES,
    ),
    Rule.NO_LONGER_BOUND: (
        _("The duty to use the agreement came with the membership: from that day it may use it, but need not."),
        _OWN_TERMS,
    ),
    Rule.NAMED_IN_DRAFT: (
        _("It is named in a draft: decide whether it is to stay there before the agreement is announced."),
        None,
    ),
    Rule.KEEPS_ITS_OWN: (_("It entered into the agreement, which stays its own and stays in the register."), None),
    Rule.COMPANY_STAYS: (_("The company is a member in its own right: end its membership too if it leaves."), None),
    Rule.ROLE_WITHOUT_COOPERATION: (
        _("The role stays in the own organisation; what it opened in the cooperation ends with the membership."),
        None,
    ),
    Rule.SEAT_ENDS: (_("A seat for a member ends with the membership."), None),
    Rule.RUNS_ON: (
        _("A contract made under an agreement runs on until its own end, for whoever made it or succeeds it."),
        sources.AFTER_EXPIRY,
    ),
    Rule.COUNTS_ON: (
        _("What was reserved and used stays in the ledger as it was written, and counts against the maximum."),
        sources.MAXIMUM,
    ),
    Rule.SUCCEEDS: (_("The successor takes over all rights and duties of the municipalities that merge."), _SUCCESSION),
    Rule.SUCCESSOR_IS_NAMED: (
        _("The successor takes the place of a buyer named from the start; it must use what one of them had to use."),
        _SUCCESSION,
    ),
    Rule.SUCCESSOR_OWNS: (_("The successor takes over what those that merge had agreed or owned."), _SUCCESSION),
    Rule.SUCCESSOR_AREA: (
        _("The lot was used in the area of a municipality that merges, so it is used in that of the successor."),
        _SUCCESSION,
    ),
    Rule.UNIT_MOVES: (_("The unit moves with its tasks; its history keeps where it was."), None),
    Rule.ROLE_CARRIED_OVER: (_("The role is carried over to the successor; give it anew if that is not meant."), None),
    Rule.OWNER_CHANGES: (_("The company has another owner from that day."), None),
    Rule.COMPANY_KEEPS_RIGHTS: (
        _("The company itself was named from the start: a new owner does not change that. New agreements leave it out"
          " when it is no longer a member's."),
        sources.PARTIES,
    ),
    Rule.MEMBERSHIP_QUESTIONED: (
        _("No owner is a member any longer: decide whether the company's own membership goes on."),
        _OWN_TERMS,
    ),
    Rule.MEMBERSHIP_STAYS: (_("The company is a member in its own right, and stays one."), None),
    Rule.NO_LONGER_AUTHORITY: (
        _("It is no longer a contracting authority, so its membership and its rights end with the day before."),
        _AUTHORITY,
    ),
}  # fmt: skip


def reason_of(rule: str, jurisdiction: str) -> Reason:
    """A rule in words, with its source as it is cited in the jurisdiction."""
    text, source = _RULES[Rule(rule)]
    return Reason(text, source and source.within(jurisdiction))
