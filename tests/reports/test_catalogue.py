"""One catalogue of figures: its page, and the same figures for other systems."""

from datetime import date
from decimal import Decimal

from django.urls import reverse

from portal.figures import catalogue, quarters, sheets
from tests.factories import make_agreement


def test_catalogue_defines_in_every_language(cast, sign_in):
    make_agreement(cast.cooperation, starts_on=date(2026, 1, 1), ends_on=date(2027, 12, 31))
    page = sign_in(cast.manager).get(reverse("figure-catalogue", args=[cast.cooperation.pk])).content.decode()
    assert page.count("<dl") == 3
    assert 'lang="nb"' in page


def test_api_gives_the_rows_of_the_sheet(cast, sign_in):
    make_agreement(cast.cooperation, starts_on=date(2026, 1, 1), ends_on=date(2027, 12, 31))
    answer = sign_in(cast.manager).get(reverse("api-figures", args=[cast.cooperation.pk])).json()
    rows = list(sheets.rows(catalogue.steering(cast.cooperation)))
    assert [row["value"] and Decimal(row["value"]) for row in answer["figures"]] == [row.value for row in rows]
    assert answer["currency"] == cast.cooperation.currency


def test_api_gives_a_kept_quarter(cast, sign_in):
    make_agreement(cast.cooperation, starts_on=date(2026, 1, 1), ends_on=date(2027, 12, 31))
    quarters.keep(cast.cooperation, date(2026, 9, 30))
    make_agreement(cast.cooperation, starts_on=date(2026, 1, 1), ends_on=date(2027, 12, 31))
    client, address = sign_in(cast.manager), reverse("api-figures", args=[cast.cooperation.pk])
    kept = client.get(address, {"quarter": "2026-09-30"}).json()
    assert (kept["taken_on"], kept["figures"][0]["value"]) == ("2026-09-30", "1")
    assert client.get(address, {"quarter": "2026-06-30"}).status_code == 404
    assert client.get(address, {"quarter": "yesterday"}).status_code == 404
