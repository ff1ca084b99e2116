"""Every page of the portal in a browser, at the width of a phone and of a desk: accessible, quiet and no wider than
the screen. The pages are those of the URL × actor matrix, in Swedish, whose words are long."""

from collections.abc import Callable, Iterator
from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse

from tests.browser.hands import barriers
from tests.cast import Cast
from tests.matrices.addresses import ADDRESSES, pk
from tests.matrices.world import World, make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE, DESK = 390, 1280
PARTS = 4  # so that two processors share the work

#: The office sees the most of a page; a page that is not for the office is opened by whoever may.
READERS = ("officer", *(actor for actor in Cast.ACTORS if actor != "officer"))

#: What the matrix leaves to allauth, an address that nobody has, lists that found something or nothing, and the
#: pages that others see in another way than the office.
FURTHER = [
    ("public", "/account/login/"),
    ("public", "/account/signup/"),
    ("public", "/account/inactive/"),
    ("public", "/account/password/reset/"),
    ("public", "/account/password/reset/done/"),
    ("public", "/account/password/reset/key/done/"),
    ("public", "/account/password/reset/key/1-made-up/"),
    ("officer", "/account/logout/"),
    ("officer", "/account/password/change/"),
    ("officer", "/account/reauthenticate/"),
    ("public", "/nowhere/"),
    ("public", "/agreements/?q=städ"),
    ("public", "/agreements/?q=ingenting+alls"),
    ("officer", "/agreements/?state=draft&sort=title"),
    ("officer", "/agreements/buy/"),
    ("purchaser", "/agreements/buy/?q=framework&amount=900000000"),
    ("purchaser", "/agreements/buy/?q=ingenting+alls"),
    ("officer", "/agreements/prices/?q=ingenting+alls"),
    *((actor, "/") for actor in Cast.ACTORS if actor != "officer"),
]

#: Pages of which others see another part than the first reader: who, the address's name, and the object in the world.
OTHERWISE = [
    *((actor, "agreement", "agreement") for actor in ("manager", "contact", "purchaser", "supplier", "public")),
    *((actor, "agreement-ceiling", "agreement") for actor in ("purchaser", "supplier", "public")),
    *((actor, "call-off", "call_off") for actor in ("purchaser", "supplier")),
    *((actor, "mini-competition", "competition") for actor in ("purchaser", "supplier", "rival")),
    *((actor, "mini-competition", "competition_awarded") for actor in ("purchaser", "supplier", "rival")),
    *((actor, "non-conformity", "failure") for actor in ("purchaser", "contact", "supplier")),
    ("manager", "agreement-change", "proposed_change"),
    ("supplier", "partnership-room", "agreement"),
    ("contact", "need", "need"),
    ("purchaser", "off-contract", "off_contract"),
    ("purchaser", "buying-proof", "proof"),
    ("supplier", "price-list", "price_list"),
    *(
        (actor, name, "")
        for actor in ("purchaser", "supplier")
        for name in ("call-off-list", "mini-competition-list", "non-conformity-list", "deadline-list", "price-search")
    ),
]


def is_page(client: Client, path: str) -> bool:
    """Whether an address answers with a whole page, and not with a file, a part of one or a refusal."""
    response = client.get(path)
    if response.streaming:
        response.close()
    if response.status_code != HTTPStatus.OK or response.streaming:
        return False
    return response["Content-Type"].startswith("text/html") and b"<html" in response.content


def pages(world: World, sign_in: Callable[[object], Client], part: int) -> list[tuple[str, str]]:
    """Whom each page of a part is opened by, and its address."""
    found = []
    for row in ADDRESSES[part::PARTS]:
        path = reverse(row.name, kwargs=row.kwargs(world)) + row.query(world)
        reader = next((actor for actor in READERS if is_page(sign_in(world.cast.user(actor)), path)), None)
        if reader is not None:
            found.append((reader, path))
    for actor, name, kind in OTHERWISE[part::PARTS]:
        found.append((actor, reverse(name, kwargs=pk(kind)(world) if kind else {})))
    return list(dict.fromkeys([*found, *FURTHER[part::PARTS]]))


def complaints(page) -> Iterator[str]:
    """What is wrong with the page that is open in the browser."""
    yield from (text for text in page.complaints if "status of 404" not in text)
    page.complaints.clear()
    yield from (f"no {what}" for what in ("html[lang]", "title") if not page.locator(what).count())
    if (headings := page.locator("h1").count()) != 1:
        yield f"{headings} h1"
    for width in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": 900})
        if (wide := page.evaluate("document.documentElement.scrollWidth")) > width:
            yield f"{wide} px wide at {width}"
        yield from (f"at {width} {barrier}" for barrier in barriers(page))


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page(cast: Cast, open_page, sign_in, part: int) -> None:
    world = make_world(cast)
    opened, wrong = {}, []
    for actor, path in pages(world, sign_in, part):
        if actor not in opened:
            opened[actor] = open_page("/about/privacy/", PHONE, user=cast.user(actor), locale="sv")
        opened[actor].goto(path)
        wrong += [f"{path} ({actor}): {text}" for text in complaints(opened[actor])]
    assert not wrong, "\n".join(wrong)
