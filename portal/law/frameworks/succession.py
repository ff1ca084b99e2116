"""What becomes of rights, ceilings and running contracts when members join, leave or merge, or a company is sold.

One function is one occasion: it takes the facts as they stand and tells every effect of the day, each with its rule.
What stays as it is is told too, for that is what people ask about. Nothing is written here: what a preview shows is
what the day does.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.law import sources
from portal.law.answers import Reason, Source

LONGEST_NUMBER = 50
LONGEST_NAME = 200

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


class Part(StrEnum):
    """What an effect is about."""

    MEMBERSHIP = "membership"
    RIGHT = "right"
    OTHERS = "others"
    OWNER = "owner"
    AREA = "area"
    CEILING = "ceiling"
    CALL_OFF = "call_off"
    UNIT = "unit"
    OWNERSHIP = "ownership"
    ROLE = "role"
    HOST = "host"


Values = Mapping[str, Any]


@dataclass(frozen=True)
class Effect:
    """What the day does to one thing, in plain values that JSON keeps: dates and money as text.

    ``before`` and ``after`` say how it stands (None: it does not); equal ones that it stays. ``about`` holds what it is
    called and the ids by which it is found. ``rule`` explains it.
    """

    part: Part
    rule: Rule
    about: Values
    before: Values | None = None
    after: Values | None = None

    @property
    def stays(self) -> bool:
        return self.before == self.after


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


def joining(facts: Facts, new: Party) -> tuple[Effect, ...]:
    """A member joins: it may be named in what is announced later, and joins nothing that was announced before.

    Source: 2014/24/EU art. 33(2); KOFA 2015/65.
    """
    effects = [_membership(Rule.JOINS, new, None, _from_to(facts.day, None))]
    effects += _rights_that_stay(facts, new, Rule.NAMED_BEFORE)
    for held in facts.agreements:
        if _right_of(held, new) is None and held.is_draft and not (held.announced_on and held.announced_on < facts.day):
            effects.append(Effect(Part.RIGHT, Rule.MAY_BE_NAMED, _of_agreement(held, new)))
    if facts.others:
        effects.append(Effect(Part.OTHERS, Rule.TOO_LATE, _named(new) | {"count": facts.others}))
    return tuple(effects)


def leaving(facts: Facts, member: Party) -> tuple[Effect, ...]:
    """A member leaves: it stays named where it was named from the start, unbound; what it has called off runs on.

    Sources: 2014/24/EU art. 33(2), recital 62. That the duty to use an agreement ends with the membership is a matter
    of the cooperation's own terms, which nobody has checked here.
    """
    effects = [*_memberships_end(facts, member, Rule.LEAVES)]
    for held in facts.agreements:
        right = _right_of(held, member)
        if right is not None and held.is_draft:
            effects.append(_right(held, right, right, Rule.NAMED_IN_DRAFT))
        elif right is not None:
            rule = Rule.NO_LONGER_BOUND if right.binding else Rule.STAYS_NAMED
            effects.append(_right(held, right, Right(member, False, right.ends_on), rule))
        if held.owner is not None and held.owner.id == member.id:
            owner = {"owner": member.name, "number": held.number}
            effects.append(Effect(Part.OWNER, Rule.KEEPS_ITS_OWN, _of_agreement(held, member), owner, owner))
    effects += _companies_stay(facts, member)
    effects += _what_runs_on(facts)
    effects += _seats_end(facts)
    for role in facts.roles:
        if role.seat is None:
            stays = _role_values(role, role.home, role.valid_to)
            effects.append(Effect(Part.ROLE, Rule.ROLE_WITHOUT_COOPERATION, _of_role(role), stays, stays))
    return tuple(effects)


def merging(facts: Facts, gone: Collection[Party], successor: Party) -> tuple[Effect, ...]:
    """Municipalities merge: the successor takes the place of each in everything, from the day.

    Universal succession: it is no new buyer (2014/24/EU art. 33(2)). The ledger is never rewritten (rule 3): entries
    and call-offs keep the buyer that made them, and are read through the succession.
    """
    merged = {party.id for party in gone}
    effects: list[Effect] = []
    if any(row.party.id in merged for row in facts.members):
        stays = [row for row in facts.members if row.party.id == successor.id]
        was = _from_to(stays[0].valid_from, stays[0].valid_to) if stays else None
        effects.append(_membership(Rule.SUCCEEDS, successor, was, was or _from_to(facts.day, None)))
    for party in gone:
        effects += _memberships_end(facts, party, Rule.SUCCEEDS)
    if facts.host is not None and facts.host.id in merged:
        hosts = {"name": facts.host.name}, {"name": successor.name}
        effects.append(Effect(Part.HOST, Rule.SUCCEEDS, _named(successor), *hosts))
    numbers = set(facts.numbers)
    for held in facts.agreements:
        effects += _owner_passes(held, merged, successor, numbers)
        effects += _rights_pass(facts, held, merged, successor)
        effects += _areas_grow(held, gone, successor)
    effects += _units_move(facts, successor)
    effects += _companies_pass(facts, merged, successor)
    effects += _what_runs_on(facts)
    effects += _roles_pass(facts, merged, successor)
    return tuple(effects)


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
    effects = [_ends(row, Rule.OWNER_CHANGES, facts.last) for row in passed]
    if buyer is not None:
        effects.append(_taken_over(passed, buyer, Rule.OWNER_CHANGES, facts.day))
    if stays_authority:
        rule = Rule.MEMBERSHIP_STAYS if owned_by_members else Rule.MEMBERSHIP_QUESTIONED
        for row in facts.members:
            stays = _from_to(row.valid_from, row.valid_to)
            effects.append(_membership(rule, company, stays, stays, row.id))
        effects += _rights_that_stay(facts, company, Rule.COMPANY_KEEPS_RIGHTS)
    else:
        effects += _memberships_end(facts, company, Rule.NO_LONGER_AUTHORITY)
        for held in facts.agreements:
            if right := _right_of(held, company):
                effects.append(_right_ends(held, right, facts.last, Rule.NO_LONGER_AUTHORITY))
        effects += _seats_end(facts)
    effects += _what_runs_on(facts)
    return tuple(effects)


def _owner_passes(held: Held, merged: set[int], successor: Party, numbers: set[str]) -> Iterator[Effect]:
    """An agreement of those that merge becomes the successor's. Its number changes only where both had the same."""
    if held.owner is None or held.owner.id not in merged:
        return
    number = _free(held.number, held.owner.name, numbers, LONGEST_NUMBER) if held.number else ""
    yield Effect(
        Part.OWNER,
        Rule.SUCCESSOR_OWNS,
        _of_agreement(held, held.owner) | {"successor": successor.id},
        {"owner": held.owner.name, "number": held.number},
        {"owner": successor.name, "number": number},
    )


def _rights_pass(facts: Facts, held: Held, merged: set[int], successor: Party) -> Iterator[Effect]:
    """The successor is named once, bound when one of them was; the rows of those that merge end and are kept."""
    gone = [right for right in held.rights if right.buyer.id in merged and _lasts(right, facts.last)]
    if not gone:
        return
    before = _right_of(held, successor)
    both = [*([before] if before else []), *gone]
    open_ends = any(right.ends_on is None for right in both)
    until = None if open_ends else max(right.ends_on for right in both if right.ends_on)
    after = Right(successor, any(right.binding for right in both), until)
    yield _right(held, before, after, Rule.SUCCESSOR_IS_NAMED)
    for right in gone:
        yield _right_ends(held, right, facts.last, Rule.SUCCESSOR_IS_NAMED)


def _areas_grow(held: Held, gone: Collection[Party], successor: Party) -> Iterator[Effect]:
    """A lot that was used in the area of one of them is used in the successor's."""
    places = {party.municipality for party in gone}
    for lot in held.lots:
        if successor.municipality and places & set(lot.areas) and successor.municipality not in lot.areas:
            about = _of_agreement(held, successor) | {
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
        yield from (_ends(row, Rule.SUCCESSOR_OWNS, facts.last) for row in passed)
        yield _taken_over(passed, successor, Rule.SUCCESSOR_OWNS, facts.day)


def _roles_pass(facts: Facts, merged: set[int], successor: Party) -> Iterator[Effect]:
    """Roles and seats end with the day before, and are carried over once for each person, role and place."""
    carried: dict[tuple[Any, ...], RoleOf] = {}
    for role in facts.roles:
        if role.home.id not in merged:
            continue
        ends = _role_values(role, role.home, facts.last)
        before = _role_values(role, role.home, role.valid_to)
        yield Effect(Part.ROLE, Rule.ROLE_CARRIED_OVER, _of_role(role), before, ends)
        carried.setdefault((role.person, role.role, role.seat, role.unit), role)
    held = {(role.person, role.role, role.seat, role.unit) for role in facts.roles if role.home.id == successor.id}
    for key, role in carried.items():
        if key not in held:
            about = _of_role(role) | {"successor": successor.id, "from": facts.day.isoformat()}
            after = _role_values(role, successor, role.valid_to)
            yield Effect(Part.ROLE, Rule.ROLE_CARRIED_OVER, about, None, after)


def _rights_that_stay(facts: Facts, party: Party, rule: Rule) -> Iterator[Effect]:
    for held in facts.agreements:
        if right := _right_of(held, party):
            yield _right(held, right, right, rule)


def _memberships_end(facts: Facts, party: Party, rule: Rule) -> Iterator[Effect]:
    for row in facts.members:
        if row.party.id == party.id:
            before, after = _from_to(row.valid_from, row.valid_to), _from_to(row.valid_from, facts.last)
            yield _membership(rule, party, before, after, row.id)


def _companies_stay(facts: Facts, member: Party) -> Iterator[Effect]:
    """The member's companies that are members themselves."""
    for row in facts.members:
        if row.party.id != member.id:
            stays = _from_to(row.valid_from, row.valid_to)
            yield _membership(Rule.COMPANY_STAYS, row.party, stays, stays, row.id)


def _what_runs_on(facts: Facts) -> Iterator[Effect]:
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
        about = _named(taken.buyer) | {"agreement": taken.agreement, "title": taken.title}
        yield Effect(Part.CEILING, Rule.COUNTS_ON, about, stays, stays)


def _seats_end(facts: Facts) -> Iterator[Effect]:
    for role in facts.roles:
        if role.seat is not None:
            before, after = _role_values(role, role.home, role.valid_to), _role_values(role, role.home, facts.last)
            yield Effect(Part.ROLE, Rule.SEAT_ENDS, _of_role(role), before, after)


def _right_of(held: Held, party: Party) -> Right | None:
    return next((right for right in held.rights if right.buyer.id == party.id), None)


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


def _right(held: Held, before: Right | None, after: Right, rule: Rule) -> Effect:
    about = _of_agreement(held, after.buyer)
    return Effect(Part.RIGHT, rule, about, _right_values(before), _right_values(after))


def _right_ends(held: Held, right: Right, last: date, rule: Rule) -> Effect:
    """A right that ends with a day and is kept as one that was; in a draft it has not begun, so it is taken out."""
    ends = None if held.is_draft else Right(right.buyer, right.binding, last)
    return Effect(Part.RIGHT, rule, _of_agreement(held, right.buyer), _right_values(right), _right_values(ends))


def _right_values(right: Right | None) -> Values | None:
    return None if right is None else {"binding": right.binding, "until": _day(right.ends_on)}


def _membership(
    rule: Rule, party: Party, before: Values | None, after: Values, membership: int | None = None
) -> Effect:
    return Effect(Part.MEMBERSHIP, rule, _named(party) | {"membership": membership}, before, after)


def _ends(row: Owned, rule: Rule, last: date) -> Effect:
    """An owner's part in a company, which ends."""
    share = _share(row.share)
    before, after = _from_to(row.valid_from, row.valid_to) | share, _from_to(row.valid_from, last) | share
    return Effect(Part.OWNERSHIP, rule, _of_company(row.company, row.owner) | {"ownership": row.id}, before, after)


def _taken_over(rows: Collection[Owned], owner: Party, rule: Rule, day: date) -> Effect:
    """The parts of others in a company, which are one owner's from a day; unknown when one of them is."""
    shares, ends = [row.share for row in rows], [row.valid_to for row in rows]
    whole = None if None in shares else sum((share for share in shares if share is not None), Decimal(0))
    until = None if None in ends else max(end for end in ends if end is not None)
    about = _of_company(next(iter(rows)).company, owner) | {"ownership": None}
    return Effect(Part.OWNERSHIP, rule, about, None, _from_to(day, until) | _share(whole))


def _share(share: Decimal | None) -> dict[str, Any]:
    return {"share": None if share is None else str(share)}


def _of_company(company: Party, owner: Party) -> dict[str, Any]:
    return {"company": company.id, "company_name": company.name, **_named(owner)}


def _of_role(role: RoleOf) -> dict[str, Any]:
    return {
        "row": role.id,
        "person": role.person,
        "name": role.name,
        "role": role.role,
        "seat": role.seat,
        "unit": role.unit,
        "title": role.title,
        "deputy": role.is_deputy,
        "chair": role.is_chair,
    }


def _role_values(role: RoleOf, home: Party, until: date | None) -> Values:
    return {"organisation": home.name, "where": role.where, "until": _day(until)}


def _of_agreement(held: Held, party: Party) -> dict[str, Any]:
    return {"agreement": held.id, "title": held.title, **_named(party)}


def _named(party: Party) -> dict[str, Any]:
    return {"organisation": party.id, "name": party.name}


def _from_to(first: date, last: date | None) -> dict[str, Any]:
    return {"from": first.isoformat(), "to": _day(last)}


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
