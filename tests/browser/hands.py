"""What lies ready for a person, and what the person does: filling in fields, adding rows, sending, reading letters."""

import email
import re
from collections.abc import Iterator
from datetime import timedelta
from email import policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Download, Locator, Page, expect

from agreements.models import Agreement
from portal.organisations.models import Cooperation
from tests import factories
from tests.jobs.workers import wait_for

LONG = 45_000  # milliseconds: what a worker may need on a busy machine

#: What a framework lacks beside its title before it can be published: everything but buyers, lots and suppliers.
TERMS = {
    "number": "EK 2026/1",
    "cpvs": "90910000",
    "announced_on": "2026-03-01",
    "starts_on": "2026-06-01",
    "ends_on": "2029-05-31",
    "latest_contract_end_on": "2031-05-31",
    "estimated_value": "9 000 000",
    "maximum_value": "12 000 000 kr",
}


def in_force(cooperation: Cooperation, **said: Any) -> Agreement:
    """A published agreement that is in force on the day of the test, whenever that is."""
    today = timezone.localdate()
    return factories.make_agreement(
        cooperation, starts_on=today - timedelta(days=300), ends_on=today + timedelta(days=300), **said
    )


def day(days: int) -> str:
    """The day that lies so many days ahead, as a field of a form takes it."""
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def fill(page: Page, values: dict[str, str]) -> None:
    """Fill in fields by their names; a choice is given by its value."""
    for name, value in values.items():
        box = page.locator(f"main [name='{name}']:not([type=hidden])")
        if box.evaluate("box => box.tagName") == "SELECT":
            box.select_option(value)
        else:
            box.fill(value)


def choose(page: Page, name: str, value: object) -> None:
    """Tick one of a field's choices."""
    page.locator(f"main input[name='{name}'][value='{value}']").check()


def add_row(page: Page, rows: str) -> None:
    """Press the button that adds a row, and wait for the row: with JavaScript the form is exchanged in place."""
    there = page.locator(f"#{rows} > .row")
    before = there.count()
    page.locator(f"button[value='add:{rows}']").click()
    expect(there).to_have_count(before + 1)


def fill_lots(page: Page, *lots: tuple[str, str, tuple[str, ...]]) -> None:
    """Lots by title, way to call off and suppliers in their order, each put in by row buttons."""
    for place, (title, method, suppliers) in enumerate(lots):
        if place:
            add_row(page, "lots")
        at = f"lots-{place}"
        fill(page, {f"{at}-number": str(place + 1), f"{at}-title": title, f"{at}-call_off_method": method})
        for number, supplier in enumerate(suppliers):
            if number:
                add_row(page, f"{at}-suppliers")
            fill(page, {f"{at}-suppliers-{number}-supplier": supplier})
            if method == "ranking":
                fill(page, {f"{at}-suppliers-{number}-rank": str(number + 1)})


def send(page: Page) -> None:
    """Press the main button of the page's form and wait for the next page."""
    with page.expect_navigation():
        page.locator("main .form-buttons button").first.click()


def barriers(page: Page) -> list[str]:
    """What axe finds on a page, in a line each: which rule, what it asks for, and where it is broken."""
    return [
        f"{found['id']}: {found['help']}: " + ", ".join(str(node["target"]) for node in found["nodes"][:3])
        for found in Axe().run(page).response["violations"]
    ]


STICKING_OUT = """() => [...document.querySelectorAll("body *")]
    .filter(box => box.getBoundingClientRect().right > window.innerWidth)
    .slice(0, 12).map(box => box.outerHTML.slice(0, 90))"""


def look_over(page: Page) -> None:
    """What is open is accessible, no wider than its window, and has run into nothing."""
    window = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    wide = page.evaluate(STICKING_OUT) if window[0] > window[1] else []
    assert not wide, f"{page.url} is {window[0]} px wide at {window[1]}: {wide}"
    assert not (found := barriers(page)), f"{page.url}: {found}"
    assert not page.complaints, f"{page.url}: {page.complaints}"


def go_on(page: Page, address: str) -> None:
    """Follow the first link of the content to an address, or to one that goes on with a query; look the page over."""
    links = (f"main a[href='{address}']", f"main a[href^='{address}?']", f"main a[href^='{address}&']")
    with page.expect_navigation():
        page.locator(", ".join(links)).first.click()
    look_over(page)


def hand_over(page: Page, values: dict[str, str] | None = None) -> None:
    """Fill in the page's form, send it, and look over what comes; nothing of it may have been refused."""
    fill(page, values or {})
    send(page)
    refused = page.locator("#error-summary")
    assert not refused.count(), refused.inner_text()
    look_over(page)


def press(page: Page, action: str) -> None:
    """Press the button of the small form that posts to an address, and wait until it is gone."""
    form = page.locator(f"form[action='{action}']")
    form.locator("button").first.click()
    expect(form).to_have_count(0)
    look_over(page)


def download(page: Page, link: str) -> bytes:
    """What a link hands out, once a worker has made it."""
    with page.expect_download() as handed_out:
        page.locator(link).click(timeout=LONG)
    return handed_out.value.path().read_bytes()


def paper(page: Page, link: str) -> bytes:
    """The PDF that a link leads to: at once where it is made already, else by the page that waits for it."""
    handed_out: list[Download] = []
    page.once("download", lambda download: handed_out.append(download))
    page.locator(link).click()
    seen = False

    def found() -> list[Download]:
        nonlocal seen
        if not seen and page.locator("#paper").count():
            look_over(page)
            seen = True
        if not handed_out and page.locator("#paper a").count():
            page.locator("#paper a").click()
        page.wait_for_timeout(200)
        return handed_out

    return wait_for(found)[0].path().read_bytes()


def tab_to(page: Page, selector: str, most: int = 60) -> None:
    """Go on by the Tab key until what is wanted has the focus."""
    for _step in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"{selector} was not reached by {most} presses of Tab")


def figure(box: Locator) -> str:
    """The number with which a text begins, as the reader's language groups it."""
    found = re.match(r"[\d\s]+", box.inner_text())
    assert found, box.inner_text()
    return " ".join(found[0].split())


def total(page: Page) -> str:
    """How many rows a list says that it has."""
    return figure(page.locator(".list-total strong"))


def letters_to(address: str) -> Iterator[EmailMessage]:
    """The letters that the worker has written to somebody so far."""
    for file in Path(settings.DATA_DIR, "mail").glob("*"):
        letter = email.message_from_bytes(file.read_bytes(), policy=policy.default)
        if letter["To"] == address:
            yield letter


def link_mailed_to(address: str, path: str) -> str:
    """The link that begins with ``path`` in a letter to somebody, once the worker has written it."""

    def found() -> str:
        for letter in letters_to(address):
            body = letter.get_body(("plain",))
            link = body and re.search(re.escape(settings.SITE_URL + path) + r"\S*", body.get_content())
            if link:
                return link[0].removeprefix(settings.SITE_URL)
        return ""

    return wait_for(found)


def invitation_mailed_to(address: str, title: str) -> str:
    """The iCalendar invitation to what has a title, in a letter to somebody, once the worker has written it."""

    def found() -> str:
        for letter in letters_to(address):
            for part in letter.iter_attachments():
                unfolded = re.sub(r"\r?\n ", "", part.get_content())  # RFC 5545 breaks lines at 75 octets
                if part.get_content_type() == "text/calendar" and title in unfolded:
                    return unfolded
        return ""

    return wait_for(found)
