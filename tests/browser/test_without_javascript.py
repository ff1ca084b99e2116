"""The portal's main jobs in a browser that runs no scripts."""

import pytest
from playwright.sync_api import expect

from agreements.models import Agreement
from agreements.states import AgreementStatus
from tests import factories
from tests.browser.hands import TERMS, add_row, fill, fill_lots, in_force, send, total

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_register_is_searched_and_narrowed(cast, open_page):
    in_force(cast.cooperation, title="Städtjänster i skolor", level="regional")
    in_force(cast.cooperation, title="Fönsterputs", level="local")
    in_force(cast.cooperation, title="Frukt", cpv=factories.make_cpv("15000000", "Livsmedel"))
    page = open_page("/agreements/", java_script_enabled=False)
    page.fill("#list-q", "städ")
    page.press("#list-q", "Enter")
    assert total(page) == "2", "one by its title, one by the name of its code"
    local = page.locator("input[name=level][value=local]")
    page.locator("details.facet", has=local).locator("summary").click()
    local.check()
    page.locator(".facets-submit").click()
    assert total(page) == "1"
    expect(page.locator("tbody th")).to_contain_text("Fönsterputs")
    page.locator("a.chip").last.click()
    assert total(page) == "2"


def test_an_agreement_is_registered_and_published(cast, open_page):
    factories.make_cpv("90910000", "Städtjänster")
    page = open_page("/agreements/new/", user=cast.officer, java_script_enabled=False)
    fill(page, {"title": "Städning av skolor"})
    send(page)
    page.goto(f"/agreements/{Agreement.objects.get().pk}/publish/")
    reasons = page.locator("main li a[href*='/edit/#']")
    assert reasons.count() >= 5
    reasons.first.click()
    expect(page.locator("#id_title")).to_have_value("Städning av skolor")
    fill(page, {**TERMS, "owner": "Ekby kommun", "options-0-months": "12", "options-0-notice_by": "2029-02-28"})
    page.locator("button[name=_rows][value=members]").click()
    expect(page.locator("[name=buyers-1-organisation]")).to_have_value("Åsby kommun")
    page.locator("button[name=_rows][value=dates]").click()
    expect(page.locator("#last-days")).to_contain_text("2030")
    fill_lots(
        page,
        ("Skolor", "ranking", ("Bokfink Städ AB", "Grönsiska Städ AB")),
        ("Kontor", "single", ("Grönsiska Städ AB",)),
    )
    add_row(page, "lots")
    page.locator("button[value='remove:lots:2']").click()
    expect(page.locator("#lots > .row")).to_have_count(2)
    send(page)
    expect(page.locator("#error-summary")).to_have_count(0)
    page.goto(f"/agreements/{Agreement.objects.get().pk}/publish/")
    expect(reasons).to_have_count(0)
    send(page)
    agreement = Agreement.objects.get()
    assert agreement.status == AgreementStatus.PUBLISHED
    assert [lot.suppliers.count() for lot in agreement.lots.all()] == [2, 1]
    assert agreement.buyers.count() == 2
