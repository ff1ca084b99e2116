"""The specification in a browser: requirements are put in order by the mouse, and by the keyboard."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.procurements import specified

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_requirements_are_dragged_or_moved_by_the_keyboard(cast, open_page):
    procurement = specified.procurement_of(cast)
    for text in ("First", "Second", "Third"):
        specified.contribute(cast.officer, procurement, text, heading="Delivery")
    page = open_page(reverse("specification", args=[procurement.pk]), width=1280, user=cast.officer)

    def order() -> list[str]:
        return page.locator(".requirement-text").all_inner_texts()

    handle = page.locator("#requirement-3 .drag-handle")
    handle.hover()
    page.mouse.down()
    page.locator("#requirement-1").hover(position={"x": 200, "y": 2})
    with page.expect_response(lambda response: "/place/" in response.url):
        page.mouse.up()
    expect(page.locator(".requirement-text").first).to_have_text("Third")
    assert order() == ["Third", "First", "Second"]
    with page.expect_response(lambda response: "/place/" in response.url):
        page.locator("#down-3").press("Enter")
    expect(page.locator(".requirement-text").first).to_have_text("First")
    assert [row.text for row in procurement.requirements.in_order()] == ["First", "Third", "Second"]
    handle.hover()
    page.mouse.down()
    page.locator("#requirement-1").hover(position={"x": 200, "y": 2})
    page.keyboard.press("Escape")
    page.mouse.up()
    assert order() == ["First", "Third", "Second"]
    assert not page.complaints
