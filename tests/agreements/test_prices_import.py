"""A supplier's file: what is read, what is refused and where, and that nothing of a bad file is kept."""

import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook

from agreements.models import PriceList, PriceListItem
from agreements.prices.reading import price
from agreements.services import prices as services
from portal.files.models import StoredFile
from portal.files.sheets.cells import Wrong
from portal.files.sheets.reading import Unreadable
from portal.jobs.states import JobStatus
from portal.workflow.errors import Refused
from portal.workflow.models import AuditEvent
from tests import factories
from tests.agreements.price_files import article, checked, csv, draft, uploaded, workbook


@pytest.fixture
def agreement(cast, settings):
    settings.JOB_BEAT_SECONDS = 60  # the heart's own connection does not see a test's transaction
    return factories.make_agreement(cast.cooperation, cast.municipality, supplier=cast.supplier_company)


def problems(price_list: PriceList) -> list[tuple[int, str]]:
    return [(problem["row"], problem["column"]) for problem in price_list.summary["problems"]]


def test_a_workbook_becomes_articles(cast, agreement) -> None:
    file = workbook(
        (4711, "Nitrilhandske  M", "ask", 64.5, "Bokfink"),
        ("A-12", "Skruv 4x40", "st", 0.0375, None),
        ("A-13", "Summa", "st", 0.1 + 0.2, None),  # 0.30000000000000004 in the file
        (None, "Förkläden", None, None, None),  # a heading between the groups
    )
    found = checked(cast.officer, uploaded(cast.officer, agreement, file))
    assert found.summary["errors"] == 0
    rows = found.items.values_list("article_number", "article_key", "name", "unit", "price", "manufacturer")
    assert list(rows) == [
        ("4711", "4711", "Nitrilhandske M", "ask", Decimal("64.5000"), "Bokfink"),
        ("A-12", "a12", "Skruv 4x40", "st", Decimal("0.0375"), ""),
        ("A-13", "a13", "Summa", "st", Decimal("0.3000"), ""),
    ]
    assert found.item_count == 3
    assert len(found.digest) == 64
    assert AuditEvent.objects.filter(action="price_list.checked", object_id=found.pk).exists()


def test_a_swedish_csv(cast, agreement) -> None:
    text = "Artikelnr;Benämning;Enhet;Nettopris\n1;Tvål;st;1 250,50 kr\n2;Hink;st;12,5\n3;Nål;st;0,125\n"
    found = checked(cast.officer, uploaded(cast.officer, agreement, csv(text, encoding="cp1252")))
    prices = list(found.items.values_list("price", flat=True))
    assert prices == [Decimal("1250.5000"), Decimal("12.5000"), Decimal("0.1250")]


def test_bad_cells_are_named_and_nothing_is_kept(cast, agreement) -> None:
    file = workbook(
        ("1", "Tvål", "st", 10, None),
        ("2", "Hink", "st", "ungefär 20", None),
        ("3", "Mopp", "st", None, None),
        (None, "Trasa", "st", 5, None),
        ("1", "Tvål igen", "ST", 11, None),
        ("5", "x" * 251, "st", 5, None),
        ("6", "Svamp", "st", -1, None),
        ("7", "Borste", "st", "12 EUR", None),
        ("8", "Kniv", None, 5, None),
        ("-", "Sax", "st", 5, None),
    )
    found = checked(cast.officer, uploaded(cast.officer, agreement, file))
    assert problems(found) == [
        (3, "Nettopris"),
        (4, "Nettopris"),
        (5, "Artikelnr"),
        (6, "Artikelnr"),
        (7, "Benämning"),
        (8, "Nettopris"),
        (9, "Nettopris"),
        (10, "Enhet"),
        (11, "Artikelnr"),
    ]
    assert found.summary["errors"] == 9
    assert not PriceListItem.objects.exists()
    with pytest.raises(Refused):
        services.approve(by=cast.officer, price_list_id=found.pk, version=found.version)


def test_another_currency_is_an_error(cast, agreement) -> None:
    text = "Artikelnr;Benämning;Enhet;Nettopris;Valuta\n1;Tvål;st;10;SEK\n2;Hink;st;10;EUR\n"
    found = checked(cast.officer, uploaded(cast.officer, agreement, csv(text)))
    assert problems(found) == [(3, "Valuta")]


def test_a_price_of_zero_is_warned_about(cast, agreement) -> None:
    found = checked(cast.officer, uploaded(cast.officer, agreement, workbook(("1", "Prov", "st", 0, None))))
    assert (found.summary["errors"], found.summary["warnings"], found.item_count) == (0, 1, 1)


def test_a_corrected_file_takes_the_place_of_the_first_check(cast, agreement) -> None:
    price_list = uploaded(
        cast.officer, agreement, workbook(("1", "Tvål", "st", 10, "Lönn"), ("2", "Hink", "st", 5, "Al"))
    )
    price_list = checked(cast.officer, price_list)
    columns = [*price_list.columns[:4], ""]
    services.match_columns(by=cast.officer, price_list=price_list, columns=columns)
    assert not PriceListItem.objects.exists()
    assert set(checked(cast.officer, price_list).items.values_list("manufacturer", flat=True)) == {""}


def test_columns_are_remembered_for_the_supplier(cast, agreement) -> None:
    header = ("Kod", "Vara", "Enhet", "Kronor")
    first = uploaded(cast.officer, agreement, workbook(("1", "Tvål", "st", 10), header=header))
    assert first.columns == ["", "", "unit", ""]
    columns = ["article_number", "name", "unit", "price"]
    services.match_columns(by=cast.officer, price_list=first, columns=columns)
    again = uploaded(cast.officer, agreement, workbook(("2", "Hink", "st", 10), header=header))
    assert again.columns == columns
    with pytest.raises(Refused):
        services.match_columns(by=cast.officer, price_list=first, columns=["name", "name", "unit", "price"])
    with pytest.raises(Refused):
        services.match_columns(by=cast.officer, price_list=first, columns=["", "name", "unit", "price"])


@pytest.mark.parametrize(
    ("name", "content"),
    [("prices.xlsx", b"MZ\x90\x00program"), ("prices.csv", b""), ("prices.csv", b"<html>")],
)
def test_what_is_no_spreadsheet_is_refused(cast, agreement, name: str, content: bytes) -> None:
    with pytest.raises((Refused, Unreadable)):
        uploaded(cast.officer, agreement, SimpleUploadedFile(name, content))
    assert not PriceList.objects.exists()
    assert not StoredFile.objects.exists()


def test_upload_wants_the_office_a_published_agreement_and_a_supplier_in_it(cast, agreement) -> None:
    file = workbook(("1", "Tvål", "st", 10, None))
    for person in (cast.purchaser, cast.contact, cast.supplier, cast.stranger, cast.administrator):
        with pytest.raises(Refused):
            uploaded(person, agreement, file)
    with pytest.raises(Refused):
        services.upload(
            by=cast.officer,
            agreement=agreement,
            supplier=cast.other_supplier,
            lot=None,
            title="Priser",
            valid_from=agreement.starts_on,
            valid_to=None,
            file=file,
        )
    agreement.status = "draft"
    with pytest.raises(Refused):
        uploaded(cast.officer, agreement, file)


def test_a_second_check_waits_for_the_first(cast, agreement) -> None:
    price_list = uploaded(cast.officer, agreement, workbook(("1", "Tvål", "st", 10, None)))
    job = services.start_check(by=cast.officer, price_list=price_list, language="sv")
    assert job.status == JobStatus.QUEUED
    with pytest.raises(Refused):
        services.start_check(by=cast.officer, price_list=price_list, language="sv")
    with pytest.raises(Refused):
        services.discard(by=cast.officer, price_list=price_list)


def test_discard_throws_the_file_away_too(cast, agreement) -> None:
    price_list = uploaded(cast.officer, agreement, workbook(("1", "Tvål", "st", 10, None)))
    services.discard(by=cast.officer, price_list=price_list)
    assert not PriceList.objects.exists()
    assert not StoredFile.objects.exists()
    assert AuditEvent.objects.filter(action="price_list.discarded").exists()


@pytest.mark.parametrize(
    ("cell", "language", "amount"),
    [
        ("64,50", "sv", "64.50"),
        ("64.50 kr", "sv", "64.50"),
        ("kr 1 234,5", "nb", "1234.5"),
        ("1,250", "en", "1250"),
        ("0.0375", "sv", "0.0375"),
        (Decimal("12.34567"), "sv", "12.3457"),
        (Decimal("0.00005"), "sv", "0.0001"),
    ],
)
def test_prices_as_people_write_them(cell, language: str, amount: str) -> None:
    assert price(cell, "SEK", language) == Decimal(amount)


@pytest.mark.parametrize("cell", ["1.250", "12,12345", "gratis", "-5", "5 €", "1,2,3", Decimal("1e12")])
def test_prices_that_are_not_clear(cell) -> None:
    with pytest.raises(Wrong):
        price(cell, "SEK", "sv")


def test_the_template_is_read_back(cast, agreement, sign_in) -> None:
    client = sign_in(cast.officer)
    content = b"".join(client.get(reverse("price-list-template")).streaming_content)
    header = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()[0]
    price_list = uploaded(cast.officer, agreement, workbook(("1",) * len(header), header=header))
    assert set(price_list.columns) == {
        "article_number", "name", "unit", "price", "currency", "pack_size", "manufacturer",
    }  # fmt: skip


def test_differences_take_no_formula_into_the_workbook(cast, agreement, sign_in) -> None:
    price_list = draft(cast.officer, agreement, [article("=1+1", "10", name="@SUM(A1)")])
    response = sign_in(cast.officer).get(reverse("price-list-differences", args=[price_list.pk]))
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(response.streaming_content)))
    assert book.get_sheet_by_index(0).to_python()[1][:2] == ["'@SUM(A1)", "'=1+1"]
