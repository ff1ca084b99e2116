"""Prices in a browser: the office brings in a list and a raise by the index; a purchaser finds an article."""

from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from agreements.models import AgreementChange, PriceList
from agreements.states.prices import PriceListStatus
from tests.agreements.price_files import HEADER, article, make_index, with_clause
from tests.agreements.price_files import in_force as list_in_force
from tests.browser.conftest import Scene
from tests.browser.hands import LONG, hand_over, in_force, look_over, send

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def hand_in(page: Page, file: Path, rows: list[str]) -> None:
    """Upload a list, take its columns as they were guessed, and wait for the check."""
    file.write_text("\n".join([";".join(HEADER), *rows]), encoding="utf-8")
    page.set_input_files("[name=file]", file)
    hand_over(page, {"title": "Handskar och förkläden", "valid_from": "2026-11-01"})
    send(page)
    page.locator("#job-state .actions a").first.click(timeout=LONG)
    page.wait_for_url("**/prices/lists/*/")


def test_a_list_with_errors_is_sent_back_and_the_next_is_approved(scene: Scene, worker, tmp_path: Path):
    cast = scene.cast
    agreement = in_force(cast.cooperation, owner=cast.municipality, supplier=cast.supplier_company)
    page = scene.open(agreement.get_absolute_url(), "officer")
    page.locator("#prices a").last.click()
    hand_in(page, tmp_path / "prices.csv", ["4711;Nitrilhandske M;ask;ungefär 64;Bokfink"])
    expect(page.locator("#problems tbody tr")).to_contain_text("ungefär 64")
    look_over(page)
    page.goto(reverse("price-list-new", args=[agreement.pk]))
    look_over(page)
    hand_in(page, tmp_path / "prices.csv", ["4711;Nitrilhandske M;ask;64,50;Bokfink", "12;Skruv;st;0,0375;Granit"])
    look_over(page)
    with page.expect_navigation():
        page.locator(".page-header .ds-button").first.click()
    look_over(page)
    hand_over(page)
    assert PriceList.objects.get(status=PriceListStatus.APPROVED).item_count == 2

    searching = scene.open(f"{reverse('price-search')}?q=nitrilhandske", "purchaser")
    expect(searching.locator("#list tbody tr")).to_contain_text("64,50")


def test_a_raise_is_measured_against_the_index(scene: Scene):
    cast = scene.cast
    agreement = in_force(cast.cooperation, owner=cast.municipality, supplier=cast.supplier_company)
    index = make_index(cast.officer, cast.cooperation, {"2026-01": "100", "2026-10": "104.37"})
    held = list_in_force(
        cast.officer, agreement, [article("1", "64.50"), article("2", "5")], valid_from=date(2026, 2, 1)
    )
    with_clause(cast.officer, held, index)
    page = scene.open(reverse("price-list-adjust", args=[held.pk]), "officer")
    hand_over(page, {"per_cent": "5", "valid_from": "2026-12-01"})
    with page.expect_navigation():
        page.locator(".page-header .ds-button").first.click()
    # 64.50 × 1.0437 = 67.32 is allowed, and 67.73 asked for; 5.22 allowed, 5.25 asked for
    expect(page.locator("#above tbody tr")).to_have_count(2)
    look_over(page)
    send(page)
    expect(page.locator("#error-summary")).to_be_visible()
    hand_over(page, {"legal_basis": "not_substantial", "justification": "Råvaran har blivit dyrare."})
    assert AgreementChange.objects.get().justification == "Råvaran har blivit dyrare."
    assert held.successors.get().status == PriceListStatus.APPROVED
