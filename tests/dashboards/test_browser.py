"""The start pages and the dashboard in a browser: accessible, no wider than the screen, working without scripts."""

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from tests import factories
from tests.cast import Cast, make_cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def register(transactional_db) -> Cast:
    """Enough for every panel to have something to show."""
    cast = make_cast()
    cleaning = factories.make_cpv("90910000", "Städtjänster")
    for owner in (cast.municipality, cast.neighbour):
        factories.make_agreement(
            cast.cooperation, owner, "Städtjänster", supplier=cast.supplier_company, buyers=(cast.municipality,)
        )
        factories.make_draft(cast.cooperation, owner=owner, responsible=cast.officer)
    factories.make_procurement(cast.cooperation, notice_on=date(2027, 3, 1), officer=cast.officer).cpvs.add(cleaning)
    return cast


@pytest.mark.parametrize("width", [390, 1280])
def test_every_start_page_is_accessible(register, open_page, width):
    for actor in Cast.ACTORS:
        page = open_page(reverse("start"), width, user=register.user(actor))
        found = Axe().run(page).response["violations"]
        assert not found, (actor, [(v["id"], [node["target"] for node in v["nodes"]]) for v in found])
        assert page.evaluate("document.documentElement.scrollWidth") <= width, actor
        assert not page.complaints, actor


@pytest.mark.parametrize("width", [390, 1280])
def test_the_dashboard_is_accessible(register, open_page, width):
    page = open_page(reverse("dashboard"), width, user=register.steering)
    found = Axe().run(page).response["violations"]
    assert not found, [(v["id"], [node["target"] for node in v["nodes"]]) for v in found]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert not page.complaints


def test_a_purchaser_finds_what_is_needed_without_scripts(register, open_page):
    page = open_page(reverse("start"), user=register.purchaser, java_script_enabled=False)
    page.fill("main [name=q]", "städ")
    page.press("main [name=q]", "Enter")
    expect(page.locator("main")).to_contain_text("Städtjänster")
