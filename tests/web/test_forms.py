import datetime as dt
import re
from decimal import Decimal

import pytest
from django.http import QueryDict
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from portal.web import formats
from portal.web.forms import MoneyField, parse_money
from tests.web.showcase import AgreementForm

VALID = {
    "title": "Städtjänster",
    "first_day": "2026-11-20",
    "maximum": "1 250 000,50",
    "kind": "framework",
    "level": "regional",
    "codes_key": ["90910000"],
    "lots-row": ["0"],
    "lots-0-title": "Norr",
    "lots-0-suppliers-row": ["0", "1"],
    "lots-0-suppliers-0-name": "Exempelstäd AB",
    "lots-0-suppliers-0-rank": "1",
}


def filled(**changes):
    query = QueryDict(mutable=True)
    for key, value in (VALID | changes).items():
        query.setlist(key, value if isinstance(value, list) else [value])
    return AgreementForm(query)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1 250 000,50", "1250000.50"),
        ("1\u00a0250\u202f000", "1250000"),
        ("1250000", "1250000"),
        ("1,250,000.50", "1250000.50"),
        ("1.250.000,5 kr", "1250000.5"),
        ("1.250.000", "1250000"),
        ("12,5", "12.5"),
        ("12.", "12"),
        ("0", "0"),
        ("-5 SEK", "-5"),
    ],
)
@pytest.mark.parametrize("language", ["sv", "nb", "en"])
def test_money_is_read_as_people_write_it(text, amount, language):
    assert parse_money(text, language) == Decimal(amount)


@pytest.mark.parametrize("text", ["1.250", "ett", "1,2,3", "12,50,000.1", "1e5", "NaN", "", "--5", "9" * 20])
def test_money_that_could_mean_two_things_is_refused(text):
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        parse_money(text, "sv")


def test_a_comma_before_three_digits_is_a_thousands_mark_in_english_only():
    assert parse_money("1,250", "en") == 1250
    with pytest.raises(ValueError, match="1,250"):
        parse_money("1,250", "sv")


@pytest.mark.parametrize("language", ["sv", "nb", "en"])
@given(amount=st.decimals(min_value=0, max_value=10**12, places=2))
def test_money_that_we_write_we_read(language, amount):
    with translation.override(language):
        assert MoneyField().clean(formats.money(amount)) == amount


@pytest.mark.parametrize("text", ["-5", "1,255", "10000000000000", "999 999 999 999 999"])
def test_money_is_never_negative_nor_finer_than_ore_nor_larger_than_what_is_kept(text):
    form = filled(maximum=text)
    assert not form.is_valid()
    assert "maximum" in form.errors


def test_a_form_gives_its_rows_as_nested_lists():
    form = filled()
    assert form.is_valid(), form.error_list()
    assert form.cleaned_data["first_day"] == dt.date(2026, 11, 20)
    assert form.cleaned_data["codes"] == ["90910000"]
    (lot,) = form.cleaned_data["lots"]
    assert lot["title"] == "Norr"
    # The second supplier was left wholly empty.
    assert lot["suppliers"] == [{"name": "Exempelstäd AB", "rank": 1}]


def test_an_error_deep_inside_is_listed_with_its_place():
    form = filled(**{"lots-0-suppliers-0-rank": "first"})
    assert not form.is_valid()
    assert [error.id for error in form.error_list()] == ["id_lots-0-suppliers-0-rank"]


def test_a_row_is_not_empty_while_the_rows_inside_it_are_filled():
    form = filled(**{"lots-0-title": ""})
    assert not form.is_valid()
    assert [error.id for error in form.error_list()] == ["id_lots-0-title"]


def test_adding_a_row_keeps_what_was_typed_and_shows_no_errors():
    form = filled(_rows="add:lots", title="")
    assert not form.is_valid()
    assert form.error_list() == []
    bound = form.rows_of["lots"]
    assert [row.row_index for row in bound.forms] == ["0", "1"]
    assert bound.fresh == "1"
    assert bound.forms[0]["title"].value() == "Norr"
    assert len(bound.forms[1].rows_of["suppliers"].forms) == 1


def test_adding_a_nested_row():
    form = filled(_rows="add:lots-0-suppliers")
    inner = form.rows_of["lots"].forms[0].rows_of["suppliers"]
    assert [row.row_index for row in inner.forms] == ["0", "1", "2"]
    assert len(form.rows_of["lots"].forms) == 1


def test_removing_a_row_leaves_the_others_as_they_were():
    form = filled(
        **{"lots-row": ["0", "1", "2"], "lots-1-title": "Mitt", "lots-2-title": "Syd", "_rows": "remove:lots:1"}
    )
    assert [row["title"].value() for row in form.rows_of["lots"].forms] == ["Norr", "Syd"]


@pytest.mark.parametrize("indexes", [["0", "0"], ["x"], ["-1"], ["9" * 30], [str(n) for n in range(5000)]])
def test_row_numbers_from_outside_are_not_trusted(indexes):
    form = filled(**{"lots-row": indexes})
    assert len(form.rows_of["lots"].forms) <= 200


def test_initial_rows_are_shown_with_the_rows_inside_them():
    form = AgreementForm(initial={"lots": [{"title": "Norr", "suppliers": [{"name": "Exempelstäd AB"}]}]})
    row = form.rows_of["lots"].forms[0]
    assert row["title"].value() == "Norr"
    assert row.rows_of["suppliers"].forms[0]["name"].value() == "Exempelstäd AB"
