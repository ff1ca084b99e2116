"""What a published framework may become without a modification."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override

from portal.law.frameworks import LotTerms, SupplierTerms, may_change
from tests.law.terms import FRAMEWORK, fields

RANKED = LotTerms(
    id=7,
    number="1",
    maximum_value=Decimal("5000000"),
    call_off_method="ranking",
    suppliers=tuple(SupplierTerms(id=place, rank=place) for place in (1, 2, 3)),
)

PUBLISHED = replace(FRAMEWORK, lots=(RANKED,))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"maximum_value": Decimal("10000000.01")}, "maximum_value"),
        ({"maximum_value": None}, "maximum_value"),
        ({"maximum_value": Decimal("9000000")}, None),
        ({"ends_on": date(2028, 1, 1)}, "ends_on"),
        ({"ends_on": None}, "ends_on"),
        ({"ends_on": date(2027, 6, 30)}, None),
        ({"option_months": (12, 13)}, "options"),
        ({"option_months": (6, 6, 12)}, None),
        ({"latest_contract_end_on": date(2035, 12, 31)}, None),
        ({"title": "Städ"}, None),
    ],
)
def test_a_published_framework_does_not_grow(change: dict[str, object], field: str | None) -> None:
    assert fields(may_change(PUBLISHED, replace(PUBLISHED, **change))) == ([field] if field else [])
    assert may_change(replace(PUBLISHED, kind="contract"), replace(PUBLISHED, kind="contract", **change))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"maximum_value": Decimal("5000001"), "number": "A"}, "lots.A.maximum_value"),  # a new number hides no lot
        ({"maximum_value": Decimal("4000000")}, None),
        ({"call_off_method": "mini_competition"}, "lots.1.call_off_method"),
        ({"suppliers": tuple(SupplierTerms(id=n, rank=4 - n) for n in (1, 2, 3))}, "lots.1.suppliers"),
        ({"suppliers": tuple(SupplierTerms(id=n) for n in (1, 2, 3))}, "lots.1.suppliers"),
        ({"suppliers": tuple(SupplierTerms(id=n, rank=n - 1) for n in (2, 3))}, None),  # the first has left
    ],
)
def test_its_lots_stay_as_published(change: dict[str, object], field: str | None) -> None:
    answer = may_change(PUBLISHED, replace(PUBLISHED, lots=(replace(RANKED, **change),)))
    assert fields(answer) == ([field] if field else [])
    if field:
        with override("en"):
            assert str(answer.reasons[0].source).startswith("Directive 2014/24/EU art. 72")
