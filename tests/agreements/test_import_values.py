"""What people write in cells."""

from datetime import date
from decimal import Decimal

import pytest

from agreements.imports import values
from agreements.imports.layouts.generic import FIELDS, REGISTER
from agreements.states import AgreementKind, AgreementLevel, CallOffMethod
from portal.files.sheets import cells
from portal.files.sheets.cells import Wrong
from portal.files.sheets.mapping import fingerprint, guess

DAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    "text",
    ["2026-11-20", "20261120", "20.11.2026", "20/11/2026", "20 nov 2026", "20. november 2026", "20 Nov. 2026", DAY],
)
def test_days(text):
    assert cells.day(text) == DAY


@pytest.mark.parametrize("text", ["2026-02-30", "igår", "11/20/2026", "20 mån 2026", "1066-10-14", "2026"])
def test_what_is_no_day(text):
    with pytest.raises(Wrong):
        cells.day(text)


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("1 250 000,50", "1250000.50"),
        ("1,250,000.50", "1250000.50"),
        ("1250000 kr", "1250000"),
        ("1\xa0250\xa0000 SEK", "1250000"),
        (Decimal("1250000.504999"), "1250000.50"),
    ],
)
def test_money(cell, amount):
    assert cells.money(cell, "sv") == Decimal(amount)


@pytest.mark.parametrize(
    "cell", ["-5", Decimal(-5), "1.250", "ungefär 5", "5,555,5", Decimal(10) ** 13, Decimal("1e300")]
)
def test_what_is_no_amount(cell):
    with pytest.raises(Wrong):
        cells.money(cell, "sv")


@pytest.mark.parametrize(
    ("text", "months"),
    [("12+12", (12, 12)), ("2 x 12 mån", (12, 12)), ("1 år + 6 månader", (12, 6)), (Decimal(24), (24,)), (None, ())],
)
def test_options(text, months):
    assert values.options(text) == months


@pytest.mark.parametrize("text", ["kanske", "0", "500", "12 veckor"])
def test_what_are_no_options(text):
    with pytest.raises(Wrong):
        values.options(text)


@pytest.mark.parametrize(
    ("text", "among", "value"),
    [
        ("Ramavtal", AgreementKind, "framework"),
        ("rammeavtale", AgreementKind, "framework"),
        ("Dynamiskt inköpssystem", AgreementKind, "dps"),
        ("lokalt", AgreementLevel, "local"),
        ("Förnyad konkurrensutsättning", CallOffMethod, "mini_competition"),
        ("rangering", CallOffMethod, "ranking"),
    ],
)
def test_choices_in_three_languages(text, among, value):
    assert values.choice(text, among) == value


def test_several_codes():
    assert values.codes("90910000-9, 90911000; 90919200 Städning") == ("90910000-9", "90911000", "90919200")


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        (["Avtalsnr", "Rubrik", "Leverantör", "Org.nr", "Startdatum", "Slutdatum", "Takvärde (SEK)"],
         ["number", "title", "supplier", "supplier_number", "starts_on", "ends_on", "maximum"]),
        (["Avtalenummer", "Tittel", "Leverandør", "Gyldig fra", "Gyldig til", "Maksimal verdi", "Mystisk kolonne"],
         ["number", "title", "supplier", "starts_on", "ends_on", "maximum", ""]),
        (["Number", "Title", "Supplier name", "CPV code", "Title"], ["number", "title", "supplier", "cpvs", ""]),
    ],
)  # fmt: skip
def test_columns_are_guessed(header, fields):
    assert guess(header, FIELDS) == fields
    assert REGISTER.recognised(header) >= 4


def test_no_two_fields_go_by_the_same_word():
    words = [word for field in FIELDS for word in {word.casefold() for word in (field.name, *field.words)}]
    assert sorted(words) == sorted(set(words))


def test_the_fingerprint_is_of_words_not_of_their_dress():
    assert fingerprint(["Avtals nr", "Titel"]) == fingerprint(["AVTALSNR", " titel "])
    assert fingerprint(["a", "b"]) != fingerprint(["b", "a"])
