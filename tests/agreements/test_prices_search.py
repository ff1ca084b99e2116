"""Finding articles across price lists: what comes first, whose they are, and what leaves the portal as a file."""

import csv as csv_reader
import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from agreements.models import PriceList
from agreements.prices import search
from tests import factories
from tests.agreements.price_files import article, in_force


@pytest.fixture
def shops(cast):
    """Two agreements of the municipality with a list each; a third that only another organisation may use."""

    def of(supplier, owner, *articles):
        agreement = factories.make_agreement(cast.cooperation, owner, supplier=supplier)
        return in_force(cast.officer, agreement, articles, title=f"List of {supplier}")

    one = of(
        cast.supplier_company,
        cast.municipality,
        article("10-4711", "64.5", "Nitrilhandske puderfri blå", "ask"),
        article("4711", "3.0375", "Skruv rostfri 4x40", "st"),
        article("S1", "20", "Skruvmejsel", "st", manufacturer="Lönnverken"),
    )
    two = of(
        cast.other_supplier,
        cast.municipality,
        article("N-9", "59", "Handskar i nitril", "ask"),
        article("K-1", "1.5", "Skruvar 4711 mm", "st"),
    )
    three = of(cast.supplier_company, cast.other_cooperation.host, article("X-1", "1", "Nitrilhandske billig", "ask"))
    return one, two, three


def names(user, text: str, lists=None) -> list[str]:
    lists = lists if lists is not None else PriceList.objects.visible_to(user)
    return [item.name for item in search.find(lists, text).found]


def test_the_articles_own_number_comes_first_then_the_cheapest(cast, shops) -> None:
    assert names(cast.purchaser, "4711") == [
        "Skruv rostfri 4x40",  # 4711 itself, although dearer than the next
        "Skruvar 4711 mm",
        "Nitrilhandske puderfri blå",  # 10-4711
    ]
    assert names(cast.purchaser, "104711") == ["Nitrilhandske puderfri blå"]
    assert names(cast.purchaser, "n 9") == ["Handskar i nitril"]


def test_word_forms_and_parts_of_compounds(cast, shops) -> None:
    assert names(cast.purchaser, "handske") == ["Handskar i nitril", "Nitrilhandske puderfri blå"]
    assert names(cast.purchaser, "skruv rostfri") == ["Skruv rostfri 4x40"]
    assert names(cast.purchaser, "lönnverken") == ["Skruvmejsel"]


def test_typing_errors_are_forgiven_when_nothing_else_is_found(cast, shops) -> None:
    found = search.find(PriceList.objects.visible_to(cast.purchaser), "skruvmjsel")
    assert found.how == "likeness"
    assert [item.name for item in found.found] == ["Skruvmejsel"]
    assert search.find(PriceList.objects.visible_to(cast.purchaser), "helikopter").how == "nothing"


def test_what_another_organisation_may_use_is_not_found(cast, shops) -> None:
    assert "Nitrilhandske billig" not in names(cast.purchaser, "nitrilhandske")
    assert names(cast.officer, "nitrilhandske") == ["Nitrilhandske billig", "Nitrilhandske puderfri blå"]


def test_the_page_shows_todays_prices_and_offers_the_others(cast, shops, sign_in) -> None:
    one, _two, _three = shops
    PriceList.objects.filter(pk=one.pk).update(valid_to=date(2026, 2, 1))
    client = sign_in(cast.purchaser)
    page = client.get(reverse("price-search"), {"q": "skruv"}).content.decode()
    assert "Skruvar 4711 mm" in page
    assert "Skruv rostfri" not in page
    everything = client.get(reverse("price-search"), {"q": "skruv", "which": "all"}).content.decode()
    assert "Skruv rostfri" in everything
    assert "3,0375" in everything or "3.0375" in everything


def test_before_anything_is_asked_the_lists_are_shown(cast, shops, sign_in) -> None:
    page = sign_in(cast.purchaser).get(reverse("price-search")).content.decode()
    assert "List of Bokfink" in page
    assert "Skruv rostfri" not in page


def test_sorting_and_narrowing(cast, shops, sign_in) -> None:
    one, two, _three = shops
    client = sign_in(cast.purchaser)

    def shown(**params) -> list[str]:
        body = b"".join(client.get(reverse("price-search"), {"export": "csv", **params}).streaming_content)
        rows = list(csv_reader.reader(io.StringIO(body.decode("utf-8-sig")), delimiter=";"))
        return [row[0] for row in rows[1:]]

    assert shown(q="skruv", sort="-price") == ["Skruvmejsel", "Skruv rostfri 4x40", "Skruvar 4711 mm"]
    assert shown(q="skruv", supplier=cast.other_supplier.pk) == ["Skruvar 4711 mm"]
    assert shown(agreement=two.agreement_id) == ["Skruvar 4711 mm", "Handskar i nitril"]
    assert shown(list=one.pk, q="skruv rostfri") == ["Skruv rostfri 4x40"]
    assert shown(q="skruv", list="not-a-number", sort="nothing") != []


def test_files_take_no_formula_along(cast, sign_in) -> None:
    agreement = factories.make_agreement(cast.cooperation, cast.municipality, supplier=cast.supplier_company)
    in_force(cast.officer, agreement, [article("+46", "0.0375", '=HYPERLINK("http://x") mutter')])
    client = sign_in(cast.purchaser)
    body = b"".join(client.get(reverse("price-search"), {"q": "mutter", "export": "csv"}).streaming_content)
    row = list(csv_reader.reader(io.StringIO(body.decode("utf-8-sig")), delimiter=";"))[1]
    assert row[:4] == ['\'=HYPERLINK("http://x") mutter', "'+46", "0,0375", "SEK"]
    file = b"".join(client.get(reverse("price-search"), {"q": "mutter", "export": "xlsx"}).streaming_content)
    cells = CalamineWorkbook.from_filelike(io.BytesIO(file)).get_sheet_by_index(0).to_python()[1]
    assert cells[:4] == ['\'=HYPERLINK("http://x") mutter', "'+46", 0.0375, "SEK"]


def test_counting_stops_at_a_bound(cast, monkeypatch, sign_in) -> None:
    monkeypatch.setattr(search, "MOST_COUNTED", 3)
    monkeypatch.setattr("agreements.views.prices.search.MOST_COUNTED", 3)
    agreement = factories.make_agreement(cast.cooperation, cast.municipality, supplier=cast.supplier_company)
    in_force(cast.officer, agreement, [article(str(n), "1") for n in range(9)])
    assert search.find(PriceList.objects.all(), "nitrilhandske").count == 4
    assert sign_in(cast.purchaser).get(reverse("price-search"), {"q": "nitrilhandske"}).status_code == 200


@pytest.mark.parametrize("text", ["", " ", "%", "\\", '"skruv" -rostfri', "skruv or tvål", "x" * 900, "och", "''"])
def test_anything_may_be_typed(cast, shops, sign_in, text: str) -> None:
    assert sign_in(cast.purchaser).get(reverse("price-search"), {"q": text}).status_code == 200


def test_more_lists_cost_no_more_queries(cast, shops, sign_in) -> None:
    client, address = sign_in(cast.purchaser), f"{reverse('price-search')}?q=skruv"

    def counted() -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    before = counted()
    for n in range(5):
        agreement = factories.make_agreement(cast.cooperation, cast.municipality, supplier=cast.supplier_company)
        in_force(cast.officer, agreement, [article(f"{n}-{k}", "1", "Skruv") for k in range(5)])
    assert counted() == before
