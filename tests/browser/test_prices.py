"""Prices in a browser: the office brings in a list and a raise by the index; a purchaser finds an article."""

from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from agreements.models import AgreementChange, PriceList
from agreements.states.prices import PriceListStatus
from tests.agreements.price_files import HEADER, article, make_index, with_clause
from tests.agreements.price_files import in_force as list_in_force
from tests.browser.hands import barriers, fill, in_force, send

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONG = 45_000  # milliseconds: what a worker may need on a busy machine
PHONE, DESK = 390, 1280


def nothing_in_the_way(page: Page) -> None:
    """Accessible and no wider than the screen, on a phone and at a desk."""
    for width in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert not barriers(page)


def hand_in(page: Page, file, rows: list[str]) -> None:
    """Upload a list, take its columns as they were guessed, and wait for the check."""
    file.write_text("\n".join([";".join(HEADER), *rows]), encoding="utf-8")
    page.set_input_files("[name=file]", file)
    fill(page, {"title": "Handskar och förkläden", "valid_from": "2026-11-01"})
    send(page)
    nothing_in_the_way(page)
    send(page)
    page.locator("#job-state .actions a").first.click(timeout=LONG)


def test_a_list_with_errors_is_sent_back_and_the_next_is_approved(swedish, worker, open_page, tmp_path):
    agreement = in_force(swedish.cooperation, owner=swedish.municipality, supplier=swedish.supplier_company)
    page = open_page(agreement.get_absolute_url(), user=swedish.officer)
    page.locator("#prices a").last.click()
    hand_in(page, tmp_path / "prices.csv", ["4711;Nitrilhandske M;ask;ungefär 64;Bokfink"])
    expect(page.locator("#problems tbody tr")).to_contain_text("ungefär 64")
    nothing_in_the_way(page)
    page.goto(reverse("price-list-new", args=[agreement.pk]))
    nothing_in_the_way(page)
    hand_in(page, tmp_path / "prices.csv", ["4711;Nitrilhandske M;ask;64,50;Bokfink", "12;Skruv;st;0,0375;Granit"])
    page.locator(".page-header .ds-button").first.click()
    send(page)
    assert PriceList.objects.get(status=PriceListStatus.APPROVED).item_count == 2
    nothing_in_the_way(page)

    phone = open_page(f"{reverse('price-search')}?q=nitrilhandske", width=PHONE, user=swedish.purchaser)
    expect(phone.locator("#list tbody tr")).to_contain_text("64,50")
    nothing_in_the_way(phone)


def test_a_raise_is_measured_against_the_index(swedish, open_page):
    agreement = in_force(swedish.cooperation, owner=swedish.municipality, supplier=swedish.supplier_company)
    index = make_index(swedish.officer, swedish.cooperation, {"2026-01": "100", "2026-10": "104.37"})
    held = list_in_force(
        swedish.officer, agreement, [article("1", "64.50"), article("2", "5")], valid_from=date(2026, 2, 1)
    )
    with_clause(swedish.officer, held, index)
    page = open_page(reverse("price-list-adjust", args=[held.pk]), user=swedish.officer)
    fill(page, {"per_cent": "5", "valid_from": "2026-12-01"})
    send(page)
    page.locator(".page-header .ds-button").first.click()
    # 64.50 × 1.0437 = 67.32 is allowed, and 67.73 asked for; 5.22 allowed, 5.25 asked for
    expect(page.locator("#above tbody tr")).to_have_count(2)
    nothing_in_the_way(page)
    send(page)
    expect(page.locator("#error-summary")).to_be_visible()
    fill(page, {"legal_basis": "not_substantial", "justification": "Råvaran har blivit dyrare."})
    send(page)
    assert AgreementChange.objects.get().justification == "Råvaran har blivit dyrare."
    assert held.successors.get().status == PriceListStatus.APPROVED
