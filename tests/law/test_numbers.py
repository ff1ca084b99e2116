"""Registration numbers. The personal numbers are made up for tests; their check digits are worked out by the tests."""

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from portal.law.numbers import BadNumber, check_registration_number, format_number, looks_like_person, masked


@pytest.mark.parametrize(
    ("country", "text", "stored", "shown"),
    [
        ("SE", "212000-0142", "2120000142", "212000-0142"),
        ("SE", " 212000 0142 ", "2120000142", "212000-0142"),
        ("SE", "162120000142", "2120000142", "212000-0142"),  # 16 before an organisation's number
        ("SE", "212000\N{EN DASH}0142", "2120000142", "212000-0142"),  # pasted from a text document
        ("NO", "942 402 465", "942402465", "942 402 465"),
        ("NO", "942\xa0402\xa0465", "942402465", "942 402 465"),
        ("DK", "13585628", "13585628", "13585628"),
        ("FI", "2077474-0", "20774740", "2077474-0"),
        ("DE", "hrb 12345", "HRB12345", "HRB12345"),  # not checked, only tidied
    ],
)
def test_numbers_are_stored_bare_and_shown_as_written(country: str, text: str, stored: str, shown: str) -> None:
    assert check_registration_number(country, text) == stored
    assert format_number(country, stored) == shown


@pytest.mark.parametrize(
    ("country", "text", "why"),
    [
        ("SE", "212000-0143", "check digit does not fit"),
        ("NO", "942402466", "check digit does not fit"),
        ("SE", "21200-0142", "ten digits"),
        ("SE", "212000-O142", "ten digits"),
        ("NO", "94240246", "nine digits"),
        ("NO", "abc", "nine digits"),
        ("SE", "  ", "Write a registration number"),
        ("DE", "1" * 21, "at most 20"),
        ("DE", "12;DROP", "letters and digits only"),
        ("SE", "٢١٢٠٠٠٠١٤٢", "ten digits"),
    ],
)
def test_a_bad_number_is_refused_with_its_reason(country: str, text: str, why: str) -> None:
    with override("en"), pytest.raises(BadNumber, match=why):
        check_registration_number(country, text)


def swedish(nine: str) -> str:
    return nine + luhn.calc_check_digit(nine)


def test_a_sole_traders_number_is_a_person_and_masked_whole() -> None:
    person = swedish("880320001")
    assert check_registration_number("SE", f"19{person[:6]}-{person[6:]}") == person
    assert looks_like_person("SE", person)
    assert masked("SE", person) == masked("SE", f"{person[:6]}-{person[6:]}") == "XXXXXX-XXXX"


def test_a_coordination_number_is_a_person_too() -> None:
    number = swedish("880380001")  # born on the 20th, with 60 added
    assert check_registration_number("SE", number) == number
    assert looks_like_person("SE", number)


def test_a_personal_number_begins_with_a_date() -> None:
    for day in ("00", "32", "60", "93"):
        with override("en"), pytest.raises(BadNumber, match="does not begin with a date"):
            check_registration_number("SE", swedish(f"8803{day}001"))


def test_organisations_are_not_masked() -> None:
    assert not looks_like_person("SE", "212000-0142")
    assert masked("SE", "2120000142") == "212000-0142"
    assert masked("NO", "911402465") == "911 402 465"  # Norway's third digit means nothing
    assert masked("SE", "") == ""


@given(st.from_regex(r"[1-9][0-9][2-9][0-9]{6}", fullmatch=True), st.integers(0, 9))
def test_exactly_one_check_digit_fits_an_organisation(nine: str, digit: int) -> None:
    number = nine + str(digit)
    if number == swedish(nine):
        assert check_registration_number("SE", format_number("SE", number)) == number
    else:
        with pytest.raises(BadNumber):
            check_registration_number("SE", number)


@given(st.sampled_from(["SE", "NO", "DK", "FI", "DE"]), st.text(max_size=30))
def test_any_text_is_a_number_or_a_clear_refusal(country: str, text: str) -> None:
    try:
        number = check_registration_number(country, text)
    except BadNumber as error:
        assert str(error)
    else:
        assert check_registration_number(country, number) == number
        assert number.isalnum()
        assert len(number) <= 20
        masked(country, number)
