"""The dated rules of members that join, leave and merge, and of companies that change owner, worked out by hand."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from portal.law.frameworks import succession as law
from portal.law.frameworks.succession import (
    Effect,
    Facts,
    Held,
    LotAreas,
    Member,
    Owned,
    Part,
    Party,
    Right,
    RoleOf,
    Rule,
    Running,
    Taken,
    UnitOf,
)

DAY = date(2027, 1, 1)
EVE = "2026-12-31"
EKBY, LUND, BORG = Party(1, "Ekby", 11, "Ekby"), Party(2, "Lund", 12, "Lund"), Party(3, "Borg", 13, "Borg")
HAMN = Party(4, "Hamn AB")


def of(effects: tuple[Effect, ...], part: Part, *, writes: bool | None = None) -> list[Effect]:
    found = [effect for effect in effects if effect.part == part]
    return found if writes is None else [effect for effect in found if effect.stays is not writes]


def told(effects: tuple[Effect, ...], part: Part) -> list[tuple[str, object, object]]:
    return [(effect.about["name"], effect.before, effect.after) for effect in of(effects, part)]


def member(party: Party, pk: int = 1) -> Member:
    return Member(pk, party, date(2020, 1, 1))


def test_who_joins_is_a_member_from_the_day_and_joins_nothing_announced_before() -> None:
    drafts = (
        Held(1, "Announced yesterday", is_draft=True, announced_on=date(2026, 12, 31)),
        Held(2, "Announced on the day", is_draft=True, announced_on=DAY),
        Held(3, "Not announced", is_draft=True),
        Held(4, "Named from the start", rights=(Right(EKBY, True),)),
    )
    effects = law.joining(Facts(DAY, agreements=drafts, others=7), EKBY)
    assert told(effects, Part.MEMBERSHIP) == [("Ekby", None, {"from": "2027-01-01", "to": None})]
    rights = [(effect.about["title"], effect.rule, effect.stays) for effect in of(effects, Part.RIGHT)]
    assert rights == [
        ("Named from the start", Rule.NAMED_BEFORE, True),
        ("Announced on the day", Rule.MAY_BE_NAMED, True),
        ("Not announced", Rule.MAY_BE_NAMED, True),
    ]
    assert [effect.about["count"] for effect in of(effects, Part.OTHERS)] == [7]


@pytest.mark.parametrize(
    ("right", "after"),
    [
        (Right(EKBY, True), {"binding": False, "until": None}),
        (Right(EKBY, False), {"binding": False, "until": None}),
        (Right(EKBY, True, date(2027, 6, 30)), {"binding": False, "until": "2027-06-30"}),
    ],
)
def test_who_leaves_may_use_on_what_it_was_named_in_but_need_not(right: Right, after: dict) -> None:
    facts = Facts(DAY, members=(member(EKBY),), agreements=(Held(1, "Städ", rights=(right, Right(LUND, True))),))
    effects = law.leaving(facts, EKBY)
    assert [effect.after for effect in of(effects, Part.RIGHT)] == [after]
    assert told(effects, Part.MEMBERSHIP) == [
        ("Ekby", {"from": "2020-01-01", "to": None}, {"from": "2020-01-01", "to": EVE})
    ]


def test_who_leaves_keeps_its_own_agreements_contracts_and_ledger() -> None:
    facts = Facts(
        DAY,
        members=(member(EKBY), member(HAMN, 2)),
        agreements=(Held(1, "Own", owner=EKBY, rights=(Right(EKBY, True),), is_draft=True),),
        running=(Running(5, "2026-00005 Bänkar", "Möbler", EKBY, Decimal("100.00"), "SEK", date(2028, 1, 1)),),
        taken=(Taken(1, "Own", EKBY, Decimal("100.00"), Decimal("50.00"), None, "SEK"),),
        roles=(
            RoleOf(8, 81, "Anna", "purchasing_contact", EKBY),
            RoleOf(9, 82, "Bo", "steering", EKBY, seat=3, where="Styrgrupp"),
        ),
    )
    effects = law.leaving(facts, EKBY)
    for part in (Part.OWNER, Part.CALL_OFF, Part.CEILING):
        assert len(of(effects, part, writes=False)) == 1 and not of(effects, part, writes=True)
    assert [effect.rule for effect in of(effects, Part.RIGHT)] == [Rule.NAMED_IN_DRAFT]
    assert [effect.rule for effect in of(effects, Part.MEMBERSHIP)] == [Rule.LEAVES, Rule.COMPANY_STAYS]
    assert [(effect.about["name"], effect.rule, effect.stays) for effect in of(effects, Part.ROLE)] == [
        ("Bo", Rule.SEAT_ENDS, False),
        ("Anna", Rule.ROLE_WITHOUT_COOPERATION, True),
    ]


def test_a_successor_is_bound_when_one_of_them_was() -> None:
    held = Held(1, "Städ", rights=(Right(EKBY, False), Right(LUND, True)))
    effects = law.merging(Facts(DAY, agreements=(held,)), [EKBY, LUND], BORG)
    assert told(effects, Part.RIGHT) == [
        ("Borg", None, {"binding": True, "until": None}),
        ("Ekby", {"binding": False, "until": None}, {"binding": False, "until": EVE}),
        ("Lund", {"binding": True, "until": None}, {"binding": True, "until": EVE}),
    ]


@pytest.mark.parametrize("binding", [True, False])
def test_a_municipality_that_takes_in_another_goes_on(binding: bool) -> None:
    """Lund becomes a part of Ekby, which is named already and stays a member as it was."""
    held = Held(1, "Städ", owner=LUND, rights=(Right(EKBY, False), Right(LUND, binding)))
    facts = Facts(DAY, members=(member(EKBY), member(LUND, 2)), agreements=(held,), host=LUND)
    effects = law.merging(facts, [LUND], EKBY)
    assert told(effects, Part.RIGHT)[0] == (
        "Ekby",
        {"binding": False, "until": None},
        {"binding": binding, "until": None},
    )
    assert [(effect.about["name"], effect.stays) for effect in of(effects, Part.MEMBERSHIP)] == [
        ("Ekby", True),
        ("Lund", False),
    ]
    assert told(effects, Part.HOST) == [("Ekby", {"name": "Lund"}, {"name": "Ekby"})]


def test_in_a_draft_no_right_has_begun_that_could_end() -> None:
    held = Held(1, "Städ", is_draft=True, rights=(Right(EKBY, True),))
    effects = law.merging(Facts(DAY, agreements=(held,)), [EKBY], BORG)
    assert told(effects, Part.RIGHT) == [
        ("Borg", None, {"binding": True, "until": None}),
        ("Ekby", {"binding": True, "until": None}, None),
    ]


def test_two_agreements_of_the_same_number_are_told_apart() -> None:
    held = tuple(Held(pk, "Städ", "1", owner=owner) for pk, owner in ((1, EKBY), (2, LUND), (3, LUND)))
    effects = law.merging(Facts(DAY, agreements=held), [EKBY, LUND], BORG)
    assert [effect.after["number"] for effect in of(effects, Part.OWNER)] == ["1", "1 (Lund)", "1 (Lund 2)"]


def test_a_lot_for_the_area_of_one_is_for_that_of_the_successor() -> None:
    lots = (
        LotAreas(1, "North", {11: "Ekby", 99: "Annan"}),
        LotAreas(2, "Everywhere", {}),
        LotAreas(3, "South", {99: "Annan"}),
        LotAreas(4, "Both", {11: "Ekby", 13: "Borg"}),
    )
    effects = law.merging(Facts(DAY, agreements=(Held(1, "Städ", lots=lots),)), [EKBY], BORG)
    areas = [(effect.about["lot"], effect.after) for effect in of(effects, Part.AREA)]
    assert areas == [(1, {"areas": ["Annan", "Borg", "Ekby"]})]


def test_shares_of_those_who_merge_are_added_up() -> None:
    """Ekby has 40 %, Lund 35.5 %, Borg, the successor, has 10 % already: together 85.5 %."""
    rows = tuple(
        Owned(pk, HAMN, owner, Decimal(share), date(2010, 1, 1))
        for pk, owner, share in ((1, EKBY, "40"), (2, LUND, "35.5"), (3, BORG, "10"))
    )
    effects = law.merging(Facts(DAY, owned=rows), [EKBY, LUND], BORG)
    new = [effect for effect in of(effects, Part.OWNERSHIP) if effect.before is None]
    assert [(effect.about["name"], effect.after) for effect in new] == [
        ("Borg", {"from": "2027-01-01", "to": None, "share": "85.5"})
    ]
    assert [effect.after["to"] for effect in of(effects, Part.OWNERSHIP) if effect.before] == [EVE] * 3
    unknown = law.merging(Facts(DAY, owned=(replace(rows[0], share=None), rows[1])), [EKBY, LUND], BORG)
    assert of(unknown, Part.OWNERSHIP)[-1].after["share"] is None


def test_units_and_people_move_and_are_told_apart() -> None:
    units = (UnitOf(1, "Skolan", EKBY), UnitOf(2, "skolan", LUND), UnitOf(3, "Parken", LUND))
    roles = (
        RoleOf(1, 81, "Anna", "purchaser", EKBY, unit=1, where="Skolan"),
        RoleOf(2, 81, "Anna", "purchasing_contact", EKBY, is_deputy=True),
        RoleOf(3, 81, "Anna", "purchasing_contact", LUND),
        RoleOf(4, 82, "Bo", "purchaser", LUND, valid_to=date(2027, 3, 31)),
        RoleOf(5, 82, "Bo", "purchaser", BORG),
    )
    facts = Facts(DAY, units=units, roles=roles, unit_names=frozenset({"Parken"}))
    effects = law.merging(facts, [EKBY, LUND], BORG)
    assert [effect.after["name"] for effect in of(effects, Part.UNIT)] == ["Skolan", "skolan (Lund)", "Parken (Lund)"]
    new = [(effect.about["name"], effect.about["role"]) for effect in of(effects, Part.ROLE) if effect.before is None]
    assert new == [("Anna", "purchaser"), ("Anna", "purchasing_contact")]  # Bo is a purchaser of Borg already
    assert [effect.after["until"] for effect in of(effects, Part.ROLE) if effect.before] == [EVE] * 4


def changed(facts: Facts, buyer: Party | None = LUND, *, members: bool = True, authority: bool = True) -> tuple:
    return law.changing_owner(facts, HAMN, EKBY, buyer, owned_by_members=members, stays_authority=authority)


def test_a_sold_company_keeps_its_rights_and_its_membership_is_questioned() -> None:
    owned = (Owned(1, HAMN, EKBY, Decimal("60"), date(2010, 1, 1)),)
    facts = Facts(DAY, members=(member(HAMN),), owned=owned, agreements=(Held(1, "Städ", rights=(Right(HAMN, True),)),))
    effects = changed(facts, members=False)
    assert [effect.rule for effect in of(effects, Part.MEMBERSHIP)] == [Rule.MEMBERSHIP_QUESTIONED]
    assert all(effect.stays for effect in effects if effect.part != Part.OWNERSHIP)
    assert told(effects, Part.OWNERSHIP) == [
        (
            "Ekby",
            {"from": "2010-01-01", "to": None, "share": "60"},
            {"from": "2010-01-01", "to": EVE, "share": "60"},
        ),
        ("Lund", None, {"from": "2027-01-01", "to": None, "share": "60"}),
    ]
    assert [effect.rule for effect in of(changed(facts), Part.MEMBERSHIP)] == [Rule.MEMBERSHIP_STAYS]


def test_a_company_that_is_no_authority_any_more_loses_its_rights_with_the_day_before() -> None:
    owned = (Owned(1, HAMN, EKBY, None, date(2010, 1, 1)),)
    held = (
        Held(1, "Städ", rights=(Right(HAMN, True),)),
        Held(2, "Papper", rights=(Right(HAMN, False, date(2027, 5, 1)),)),
    )
    effects = changed(Facts(DAY, members=(member(HAMN),), owned=owned, agreements=held), None, authority=False)
    assert [effect.after["until"] for effect in of(effects, Part.RIGHT)] == [EVE, EVE]
    assert [effect.after["to"] for effect in of(effects, Part.MEMBERSHIP)] == [EVE]
    assert len(of(effects, Part.OWNERSHIP)) == 1  # nobody who stands in the portal owns it afterwards


def test_every_rule_has_words_and_says_what_is_not_checked() -> None:
    with override("en"):
        for rule in Rule:
            assert str(law.reason_of(rule, "SE"))
        assert "KOFA 2015/65" in str(law.reason_of(Rule.TOO_LATE, "NO").source)
        assert "not checked" in str(law.reason_of(Rule.SUCCEEDS, "SE").source)
        assert "not checked" in str(law.reason_of(Rule.NO_LONGER_BOUND, "NO").source)


rights = st.builds(
    Right,
    st.sampled_from([EKBY, LUND, BORG]),
    st.booleans(),
    st.none() | st.dates(date(2027, 1, 1), date(2030, 1, 1)),
)


@given(st.lists(rights, max_size=3, unique_by=lambda right: right.buyer.id))
def test_a_merger_takes_no_right_away_and_gives_none(named: list[Right]) -> None:
    effects = law.merging(Facts(DAY, agreements=(Held(1, "Städ", rights=tuple(named)),)), [EKBY, LUND], BORG)
    after = {effect.about["organisation"]: effect.after for effect in of(effects, Part.RIGHT)}
    gone = [right for right in named if right.buyer != BORG]
    assert (BORG.id in after) is bool(gone)
    if gone:
        assert after[BORG.id]["binding"] is any(right.binding for right in named)
        ends = [right.ends_on for right in named]
        assert after[BORG.id]["until"] == (None if None in ends else max(ends).isoformat())
        assert all(after[right.buyer.id]["until"] == EVE for right in gone)
