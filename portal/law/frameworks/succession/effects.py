"""What a day does to one thing, and how the effect of each kind is told."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from portal.law.frameworks.succession.facts import Held, Owned, Party, Right, RoleOf
from portal.law.frameworks.succession.reasons import Rule


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


def membership_effect(
    rule: Rule, party: Party, before: Values | None, after: Values, membership: int | None = None
) -> Effect:
    """A membership that begins, ends or stays; ``membership`` is the id of the row that there is."""
    return Effect(Part.MEMBERSHIP, rule, named(party) | {"membership": membership}, before, after)


def right_effect(held: Held, before: Right | None, after: Right, rule: Rule) -> Effect:
    """A right that begins, changes or stays."""
    about = of_agreement(held, after.buyer)
    return Effect(Part.RIGHT, rule, about, _right_values(before), _right_values(after))


def right_ended(held: Held, right: Right, last: date, rule: Rule) -> Effect:
    """A right that ends with a day and is kept as one that was; in a draft it has not begun, so it is taken out."""
    ends = None if held.is_draft else Right(right.buyer, right.binding, last)
    return Effect(Part.RIGHT, rule, of_agreement(held, right.buyer), _right_values(right), _right_values(ends))


def _right_values(right: Right | None) -> Values | None:
    return None if right is None else {"binding": right.binding, "until": _day(right.ends_on)}


def ownership_ended(row: Owned, rule: Rule, last: date) -> Effect:
    """An owner's part in a company, which ends."""
    share = _share(row.share)
    before, after = from_to(row.valid_from, row.valid_to) | share, from_to(row.valid_from, last) | share
    return Effect(Part.OWNERSHIP, rule, _of_company(row.company, row.owner) | {"ownership": row.id}, before, after)


def ownership_taken_over(rows: Collection[Owned], owner: Party, rule: Rule, day: date) -> Effect:
    """The parts of others in a company, which are one owner's from a day; unknown when one of them is."""
    shares, ends = [row.share for row in rows], [row.valid_to for row in rows]
    whole = None if None in shares else sum((share for share in shares if share is not None), Decimal(0))
    until = None if None in ends else max(end for end in ends if end is not None)
    about = _of_company(next(iter(rows)).company, owner) | {"ownership": None}
    return Effect(Part.OWNERSHIP, rule, about, None, from_to(day, until) | _share(whole))


def _share(share: Decimal | None) -> dict[str, Any]:
    return {"share": None if share is None else str(share)}


def _of_company(company: Party, owner: Party) -> dict[str, Any]:
    return {"company": company.id, "company_name": company.name, **named(owner)}


def of_role(role: RoleOf) -> dict[str, Any]:
    """What an effect on a role or seat is about."""
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


def role_values(role: RoleOf, home: Party, until: date | None) -> Values:
    """How a role or seat stands: for whom, where and until when."""
    return {"organisation": home.name, "where": role.where, "until": _day(until)}


def of_agreement(held: Held, party: Party) -> dict[str, Any]:
    """What an effect on an agreement and an organisation is about."""
    return {"agreement": held.id, "title": held.title, **named(party)}


def named(party: Party) -> dict[str, Any]:
    """An organisation that an effect is about."""
    return {"organisation": party.id, "name": party.name}


def from_to(first: date, last: date | None) -> dict[str, Any]:
    """A period that JSON keeps."""
    return {"from": first.isoformat(), "to": _day(last)}


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
