"""Importing the Swedish statistics of 2021: what they hold, and what of it is warned about."""

from datetime import date
from decimal import Decimal

import pytest

from agreements.models import Agreement, LotSupplier
from portal.files.sheets.reading import Unreadable
from portal.organisations.models import Organisation
from suppliers.models import Supplier
from tests.agreements.import_files import AWARD, PROCUREMENT, csv_file, csv_of
from tests.agreements.importing import brought, check, hand_in, problems, registered


@pytest.fixture
def register(cast, settings):
    return registered(cast, settings)


def test_statistics_come_in_as_drafts_with_what_they_hold(register):
    imported = brought(
        register, csv_of(PROCUREMENT, {}, {"procurement_id": "KA2", "contracted_value_sek": ""}), "se_uhm_2021",
        csv_of(AWARD, {}, {"supplier_name": "Talgoxe AB"}, {"lot_result_id": "CAN-KA-1_2"}),
    )  # fmt: skip
    agreement = Agreement.objects.get(number="KA1")
    assert (agreement.status, agreement.kind, agreement.level) == ("draft", "framework", "local")
    assert (agreement.estimated_value, agreement.maximum_value) == (Decimal(1250000), None)
    assert agreement.maximum_unknown_because
    assert agreement.assumed == ["estimated_value"]
    assert (agreement.source_layout, agreement.source_key) == ("se_uhm_2021", "KA1")
    assert agreement.announced_on == date(2021, 2, 1)
    assert [lot.suppliers.count() for lot in agreement.lots.all()] == [2, 1]
    assert (agreement.owner.name, agreement.owner.kind) == ("SJÖBY KOMMUN", "municipality")
    assert list(agreement.buyers.values_list("organisation", flat=True)) == [agreement.owner_id]
    assert Agreement.objects.get(number="KA2").estimated_value is None
    assert imported.summary["suppliers"] == 2
    assert Supplier.objects.get(name="Bofink Städ AB").size == "small"


def test_one_pseudonym_is_never_one_person(register):
    person = {"supplier_name": "Enskild näringsidkare c2671303", "supplier_legal_form": "Fysiska personer"}
    files = csv_of(PROCUREMENT), "se_uhm_2021", csv_of(AWARD, person, person, {"supplier_name": "Personuppgift"})
    brought(register, *files)
    assert Supplier.objects.filter(is_pseudonym=True, registration_number="").count() == 3
    assert LotSupplier.objects.count() == 3
    again = check(register, hand_in(register, *files))
    assert (again.summary["new"], again.summary["unchanged"], again.summary["warnings"]) == (0, 1, 0)


@pytest.mark.parametrize(
    ("change", "award", "code"),
    [
        ({"contracted_value_sek": "0"}, {}, "value_zero"),
        ({"contracted_value_sek": "1"}, {}, "value_odd"),
        ({"contracted_value_sek": "20000000000"}, {}, "value_odd"),
        ({"buyer_org_number": "2220000449"}, {}, "buyer_number"),
        ({"buyer_org_number": "0205034-3"}, {}, "buyer_number"),
        ({}, {"procurement_id": "KA9"}, "award_alone"),
    ],
)
def test_statistics_are_warned_about_and_come_in(register, change, award, code):
    imported = brought(register, csv_of({**PROCUREMENT, **change}), "se_uhm_2021", csv_of({**AWARD, **award}))
    assert [problem[:2] for problem in problems(imported)] == [("warning", code)]
    assert not Organisation.objects.filter(registration_number__in=["2220000449", "0205034-3"]).exists()


def test_buyers_whose_number_is_wrong_are_found_again(register):
    content = csv_of(PROCUREMENT, {}, {"procurement_id": "KA2", "buyer_org_number": "2220000449"})
    brought(register, content, "se_uhm_2021")
    assert Organisation.objects.filter(name="SJÖBY KOMMUN").count() == 2
    again = check(register, hand_in(register, content, "se_uhm_2021"))
    assert (again.summary["unchanged"], again.summary["errors"]) == (2, 0)


def test_a_procurement_that_stands_twice_comes_in_once(register):
    imported = brought(register, csv_of(PROCUREMENT, {}, {"published": "2021-06-15"}), "se_uhm_2021")
    assert problems(imported) == [("warning", "procurement_twice", 3, "procurement_id")]
    assert Agreement.objects.get().announced_on == date(2021, 2, 1)


def test_statistics_with_an_unknown_code_or_without_columns_are_refused(register):
    imported = check(register, hand_in(register, csv_of({**PROCUREMENT, "cpv_code": "12345678"}), "se_uhm_2021"))
    assert problems(imported) == [("error", "cpv", 2, "cpv_code")]
    for wrong in (csv_of(AWARD), csv_file([["a", "b"], ["1", "2"]])):
        with pytest.raises(Unreadable):
            hand_in(register, wrong, "se_uhm_2021")
