"""The components in a real browser: accessible at both widths, and working with and without JavaScript."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.web.showcase"), pytest.mark.django_db(transaction=True)]
PAGES = [
    "/showcase/",
    "/list/?status=i+kraft&sort=-last_day&page=2",
    "/list/?q=ingenting",
    "/about/accessibility/",
    "/about/privacy/",
    "/account/login/",
    "/account/password/reset/",
    "/nowhere/",
]


@pytest.mark.parametrize("width", [390, 1280])
def test_every_component_is_accessible(open_page, width):
    page = open_page("/", width)
    for path in PAGES:
        page.goto(path)
        found = Axe().run(page).response["violations"]
        assert not found, (path, [(v["id"], [node["target"] for node in v["nodes"]]) for v in found])
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    assert not [text for text in page.complaints if "Content Security Policy" in text]


def test_an_error_summary_takes_the_focus_and_leads_to_the_field(open_page):
    page = open_page("/showcase/")
    page.fill("#id_title", "Städtjänster")
    page.fill("#id_maximum", "1.250")
    page.locator(".form-buttons button").first.click()
    expect(page.locator("#error-summary")).to_be_focused()
    expect(page.locator("#id_title")).to_have_value("Städtjänster")
    assert Axe().run(page).violations_count == 0
    page.locator("#error-summary a[href='#id_maximum']").click()
    expect(page.locator("#id_maximum")).to_be_focused()


@pytest.mark.parametrize("javascript", [True, False])
def test_rows_are_added_and_removed(open_page, javascript):
    page = open_page("/showcase/", java_script_enabled=javascript)
    page.fill("#id_title", "Städtjänster")
    page.locator("button[value='add:lots']").click()
    expect(page.locator("#id_lots-1-title")).to_be_visible()
    expect(page.locator("#id_title")).to_have_value("Städtjänster")
    if javascript:
        expect(page.locator("#id_lots-1-title")).to_be_focused()
    page.locator("button[value='add:lots-1-suppliers']").click()
    expect(page.locator("#id_lots-1-suppliers-1-name")).to_be_visible()
    page.locator("button[value='remove:lots:0']").click()
    expect(page.locator("#id_lots-0-title")).to_have_count(0)
    expect(page.locator("#id_lots-1-title")).to_be_visible()
    expect(page.locator("#error-summary")).to_have_count(0)


def test_enter_in_a_field_saves_instead_of_removing_a_row(open_page):
    page = open_page("/showcase/")
    page.locator("#id_lots-0-title").press("Enter")
    expect(page.locator("#error-summary")).to_be_visible()
    expect(page.locator("#id_lots-0-title")).to_have_value("Norr")


def test_suggestions_come_while_typing(open_page):
    page = open_page("/showcase/")
    page.locator("#id_lots-0-title").focus()
    page.locator("#id_owner").press_sequentially("kontor")
    expect(page.locator("#id_owner_options option")).to_have_attribute("value", "90919200 Kontorsstädning")


@pytest.mark.parametrize("width", [390, 1280])
def test_a_facet_narrows_the_list_in_place(open_page, width):
    page = open_page("/list/", width)
    if width == 390:
        page.locator(".facets-fold > summary").click()
    page.locator("#list-status-1").check()
    expect(page.locator(".chip")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"/list/\?status=i(\+|%20)kraft&sort=[^&]*$|/list/\?status=i(\+|%20)kraft$"))
    page.locator(".chip").click()
    expect(page.locator(".chip")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"/list/$"))


def test_a_list_works_without_javascript(open_page):
    page = open_page("/list/", java_script_enabled=False)
    page.fill("#list-q", "livsmedel")
    page.locator("#list-status-1").check()
    page.locator(".facets-submit").click()
    expect(page.locator(".chip")).to_have_count(2)
    expect(page.locator("tbody tr")).to_have_count(11)


def test_leaving_a_changed_form_is_asked_about(open_page):
    page = open_page("/showcase/")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.locator("#id_title").press_sequentially("x")
    page.goto("/list/")
    assert asked == ["beforeunload"]
    page.goto("/showcase/")
    page.goto("/list/")
    assert asked == ["beforeunload"]


def test_the_user_menu_and_the_phone_menu_open_by_keyboard(open_page):
    page = open_page("/list/", 390)
    expect(page.locator(".site-name")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
