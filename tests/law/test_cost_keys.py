from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from portal.law.cost_keys import Key, Member, divisible, shares, sound

AMOUNT = Decimal(700_000)

# Kongsbergregionen on 1 January 2024 (SSB): 55,939 inhabitants in seven municipalities.
KONGSBERG, FLESBERG, ROLLAG, NORE_OG_UVDAL, NOTODDEN, HJARTDAL, TINN = range(1, 8)
POPULATION = {
    KONGSBERG: 28_848,
    FLESBERG: 2_781,
    ROLLAG: 1_395,
    NORE_OG_UVDAL: 2_486,
    NOTODDEN: 13_266,
    HJARTDAL: 1_630,
    TINN: 5_533,
}
REGION = {pk: Member(inhabitants=population) for pk, population in POPULATION.items()}

EQUAL = Key(equal=Decimal(100))
BY_INHABITANTS = Key(inhabitants=Decimal(100))


def test_kongsberg_in_equal_parts():
    # 700 000 / 7 = 100 000
    assert shares(AMOUNT, REGION, EQUAL) == dict.fromkeys(REGION, Decimal(100_000))


def test_kongsberg_by_inhabitants():
    # 700 000 × inhabitants / 55 939, in whole öre and what is over:
    #   Kongsberg 360 993.22|48   Flesberg 34 800.40|76   Rollag 17 456.51|51   Nore og Uvdal 31 108.88|65
    #   Notodden  166 005.82|78   Hjartdal 20 397.21|84   Tinn   69 237.91|99
    # The whole öre add up to 699 999.95: the five largest remainders get one each (all but Kongsberg and Rollag).
    assert shares(AMOUNT, REGION, BY_INHABITANTS) == {
        KONGSBERG: Decimal("360993.22"),
        FLESBERG: Decimal("34800.41"),
        ROLLAG: Decimal("17456.51"),
        NORE_OG_UVDAL: Decimal("31108.89"),
        NOTODDEN: Decimal("166005.83"),
        HJARTDAL: Decimal("20397.22"),
        TINN: Decimal("69237.92"),
    }


def test_kongsberg_half_and_half_with_a_floor():
    # Half in equal parts, half by inhabitants: a member weighs 1/14 + inhabitants / (2 × 55 939), or, times 783 146,
    # 55 939 + 7 × inhabitants: Kongsberg 257 875, Flesberg 75 406, Rollag 65 704, Nore og Uvdal 73 341,
    # Notodden 148 801, Hjartdal 67 349, Tinn 94 670.
    # Rollag would pay 700 000 × 65 704 / 783 146 = 58 728.26: it is lifted to 60 000. The others divide 640 000 by
    # 717 442, in whole öre and what is over:
    #   Kongsberg 230 039.50|15   Flesberg 67 266.53|86   Nore og Uvdal 65 424.43|85   Notodden 132 739.14|83
    #   Hjartdal   60 079.22|59 (above the floor)         Tinn          84 451.14|73
    # The whole öre add up to 699 999.96: Flesberg, Nore og Uvdal, Notodden and Tinn get one each.
    key = Key(equal=Decimal(50), inhabitants=Decimal(50), floor=Decimal(60_000))
    assert shares(AMOUNT, REGION, key) == {
        KONGSBERG: Decimal("230039.50"),
        FLESBERG: Decimal("67266.54"),
        ROLLAG: Decimal("60000.00"),
        NORE_OG_UVDAL: Decimal("65424.44"),
        NOTODDEN: Decimal("132739.15"),
        HJARTDAL: Decimal("60079.22"),
        TINN: Decimal("84451.15"),
    }


def test_what_a_floor_takes_and_a_cap_gives_is_divided_among_the_rest():
    # By inhabitants 100 gives 70, 20 and 10. At most 50 and at least 15: the first pays 50, the others share 50 as
    # 2 to 1, 33.33 and 16.67.
    members = {1: Member(70), 2: Member(20), 3: Member(10)}
    key = Key(inhabitants=Decimal(100), floor=Decimal(15), cap=Decimal(50))
    assert shares(Decimal(100), members, key) == {1: Decimal(50), 2: Decimal("33.33"), 3: Decimal("16.67")}


def test_limits_in_per_cent_are_of_the_whole():
    members = {1: Member(97), 2: Member(3)}
    key = Key(inhabitants=Decimal(100), floor=Decimal("10.5"), cap=Decimal(90), in_percent=True)
    assert shares(Decimal(2000), members, key) == {1: Decimal(1790), 2: Decimal(210)}


def test_members_without_weight_pay_what_the_cap_leaves_over():
    members = {1: Member(5), 2: Member(0), 3: Member(0)}
    key = Key(inhabitants=Decimal(100), cap=Decimal(60))
    assert shares(Decimal(100), members, key) == {1: Decimal(60), 2: Decimal(20), 3: Decimal(20)}


def test_a_tie_goes_to_the_lower_id():
    assert shares(Decimal("0.05"), {9: Member(), 4: Member()}, EQUAL) == {4: Decimal("0.03"), 9: Decimal("0.02")}


@pytest.mark.parametrize(
    "key",
    [
        Key(equal=Decimal(60), inhabitants=Decimal(30)),
        Key(equal=Decimal(120), inhabitants=Decimal(-20)),
        Key(equal=Decimal(100), floor=Decimal(10), cap=Decimal(5)),
    ],
)
def test_unsound_keys_are_refused(key):
    assert not sound(key)
    with pytest.raises(ValueError):
        shares(AMOUNT, REGION, key)


@pytest.mark.parametrize(
    ("amount", "members", "key", "field"),
    [
        (Decimal(700), REGION, Key(equal=Decimal(100), floor=Decimal("100.01")), "floor"),
        (Decimal(700), REGION, Key(equal=Decimal(100), cap=Decimal("99.99")), "cap"),
        (Decimal(700), REGION, Key(equal=Decimal(100), floor=Decimal(15), in_percent=True), "floor"),
        (Decimal(700), REGION, Key(equal=Decimal(100), cap=Decimal(14), in_percent=True), "cap"),
        (Decimal(0), REGION, EQUAL, "amount"),
        (Decimal("1.005"), REGION, EQUAL, "amount"),
        (Decimal(700), {}, EQUAL, None),
        (Decimal(700), {1: Member(0), 2: Member(0)}, BY_INHABITANTS, None),
        (Decimal(700), {1: Member(turnover=Decimal(0))}, Key(turnover=Decimal(100)), None),
    ],
)
def test_what_cannot_be_divided_is_refused_with_its_reason(amount, members, key, field):
    answer = divisible(amount, members, key)
    assert not answer
    assert {reason.field for reason in answer.reasons} == {field}


def test_members_of_whom_too_little_is_known_are_named():
    members = {1: Member(5, None, "Ekby"), 2: Member(None, Decimal(1), "Åsby")}
    mixed = Key(inhabitants=Decimal(50), turnover=Decimal(50))
    told = [dict(reason.params)["members"] for reason in divisible(AMOUNT, members, mixed).reasons]
    assert told == ["Åsby", "Ekby"]
    assert divisible(AMOUNT, members, EQUAL), "what the key does not ask for may be unknown"


# What holds for every key

AMOUNTS = st.integers(1, 10**11).map(lambda ore: Decimal(ore) / 100)
MEMBERS = st.dictionaries(
    st.integers(1, 500),
    st.builds(Member, st.integers(0, 1_000_000), st.integers(0, 10**11).map(lambda ore: Decimal(ore) / 100)),
    min_size=1,
    max_size=12,
)


@st.composite
def divisions(draw):
    """An amount, members and a key that divide."""
    amount, members = draw(AMOUNTS), draw(MEMBERS)
    equal = draw(st.integers(0, 10_000))
    inhabitants = draw(st.integers(0, 10_000 - equal))
    average = amount / len(members)
    in_percent = draw(st.booleans())
    unit = Decimal(100) / amount if in_percent else Decimal(1)
    below, above = draw(st.none() | st.floats(0, 1)), draw(st.none() | st.floats(1, 10))
    floor = None if below is None else (average * Decimal(below) * unit).quantize(Decimal("0.01"), "ROUND_DOWN")
    cap = None if above is None else (average * Decimal(above) * unit).quantize(Decimal("0.01"), "ROUND_UP")
    key = Key(
        Decimal(equal) / 100,
        Decimal(inhabitants) / 100,
        Decimal(10_000 - equal - inhabitants) / 100,
        floor,
        cap,
        in_percent,
    )
    assume(divisible(amount, members, key))
    return amount, members, key


@given(divisions())
def test_shares_add_up_within_floor_and_cap(division):
    amount, members, key = division
    found = shares(amount, members, key)
    assert found.keys() == members.keys()
    assert sum(found.values()) == amount
    assert all(key.least(amount) <= share <= key.most(amount) for share in found.values())
    assert all(share == share.quantize(Decimal("0.01")) for share in found.values())


@given(divisions())
def test_who_has_more_of_everything_never_pays_less(division):
    amount, members, key = division
    found = shares(amount, members, key)
    for one, first in members.items():
        for other, second in members.items():
            if first.inhabitants >= second.inhabitants and first.turnover >= second.turnover:
                more = (first.inhabitants * bool(key.inhabitants), first.turnover * bool(key.turnover))
                less = (second.inhabitants * bool(key.inhabitants), second.turnover * bool(key.turnover))
                slack = Decimal("0.01") if more == less else Decimal(0)
                assert found[one] >= found[other] - slack


@given(divisions(), st.randoms())
def test_the_order_of_the_members_does_not_matter(division, random):
    amount, members, key = division
    rows = list(members.items())
    random.shuffle(rows)
    assert shares(amount, dict(rows), key) == shares(amount, members, key)


@given(AMOUNTS, st.integers(1, 40), st.integers(1, 1000))
def test_the_same_weight_pays_the_same_but_for_an_ore(amount, count, inhabitants):
    members = {pk: Member(inhabitants, Decimal(inhabitants)) for pk in range(count)}
    found = shares(amount, members, Key(Decimal(20), Decimal(30), Decimal(50))).values()
    assert max(found) - min(found) <= Decimal("0.01")


@given(divisions())
def test_a_limit_that_binds_nobody_changes_nothing(division):
    amount, members, key = division
    free = Key(key.equal, key.inhabitants, key.turnover)
    plain = shares(amount, members, free)
    if all(key.least(amount) < share < key.most(amount) for share in plain.values()):
        assert shares(amount, members, key) == plain
