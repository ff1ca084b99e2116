"""Rule 5: a lot with several suppliers states how one of them is chosen."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.law.frameworks import LotTerms, SupplierTerms, may_publish
from tests.law.terms import FRAMEWORK, fields, said


def lot(method: str, *suppliers: tuple[int | None, str | None], conditions: str = "") -> LotTerms:
    return LotTerms(
        number="1",
        call_off_method=method,
        conditions=conditions,
        suppliers=tuple(
            SupplierTerms(f"Supplier {place}", rank, share and Decimal(share))
            for place, (rank, share) in enumerate(suppliers)
        ),
    )


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        (lot("", (None, None)), None),
        (lot("single", (None, None)), None),
        (lot(""), "suppliers"),
        (lot("", (1, None), (2, None)), "call_off_method"),
        (lot("single", (1, None), (2, None)), "call_off_method"),
        (lot("mini_competition", (None, None), (None, None)), None),
        (lot("ranking", (2, None), (1, None), (3, None)), None),
        (lot("ranking", (1, None), (3, None)), "suppliers"),
        (lot("ranking", (1, None), (1, None)), "suppliers"),
        (lot("ranking", (1, None), (None, None)), "suppliers"),
        (lot("conditions", (None, None), (None, None), conditions="The nearest depot"), None),
        (lot("conditions", (None, None), (None, None), conditions=" "), "conditions"),
        (lot("shares", (None, "33.33"), (None, "33.33"), (None, "33.34")), None),
        (lot("shares", (None, "33.33"), (None, "33.33"), (None, "33.33")), "suppliers"),
        (lot("shares", (None, "100.00"), (None, None)), "suppliers"),
        (lot("shares", (None, "110.00"), (None, "-10.00")), "suppliers"),
    ],
)
def test_several_suppliers_need_a_way_to_choose(terms: LotTerms, field: str | None) -> None:
    answer = may_publish(replace(FRAMEWORK, lots=(terms,)))
    assert fields(answer) == ([f"lots.1.{field}"] if field else [])


def test_shares_that_do_not_make_the_whole_say_what_they_make() -> None:
    terms = lot("shares", (None, "60.00"), (None, "39.50"))
    assert said(may_publish(replace(FRAMEWORK, lots=(terms,)))) == (
        "The shares of lot 1 add up to 99.5 %; they should make 100 %."
    )


@given(st.permutations(range(1, 6)))
def test_any_order_of_the_ranks_is_a_ranking(ranks: list[int]) -> None:
    assert may_publish(replace(FRAMEWORK, lots=(lot("ranking", *((rank, None) for rank in ranks)),)))


@given(st.lists(st.integers(1, 9999), min_size=1, max_size=6).filter(lambda parts: sum(parts) < 10000))
def test_shares_add_up_to_the_hundredth(parts: list[int]) -> None:
    shares = [Decimal(part) / 100 for part in (*parts, 10000 - sum(parts))]
    good = LotTerms("1", None, "shares", "", tuple(SupplierTerms(share=share) for share in shares))
    assert may_publish(replace(FRAMEWORK, lots=(good,)))
    off = (SupplierTerms(share=shares[0] + Decimal("0.01")), *good.suppliers[1:])
    assert not may_publish(replace(FRAMEWORK, lots=(replace(good, suppliers=off),)))
