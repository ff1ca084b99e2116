"""Every address × every actor. An address that is not listed fails; so does one that answers somebody otherwise.

A row has one letter for each actor, in the order of ``Cast.ACTORS``:

    2  the page      >  to sign-in       m  asked to use POST
    4  not there     F  there, but not for this person
    r  sent on to where it belongs                w  wait: it is being made
    g  gone

The actors are: administrator, manager, officer, contact, purchaser, working group, steering group, expert | supplier
of the agreement, another supplier | officer of another cooperation, user without a role, somebody not signed in.
"""

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from tests.cast import Cast
from tests.matrices.addresses import ADDRESSES
from tests.matrices.world import World, make_world

#: Pages that allauth draws for itself: who is signed in does not matter to them.
FOREIGN = ("account_",)

LETTERS = {200: "2", 202: "w", 302: "r", 403: "F", 404: "4", 405: "m", 410: "g"}


def named(patterns: list | None = None) -> set[str]:
    """The names of all addresses; one without a name is named by its route, so that it cannot hide."""
    found: set[str] = set()
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLPattern):
            found.add(pattern.name or str(pattern.pattern))
        else:
            found |= named(pattern.url_patterns)
    return {name for name in found if not name.startswith(FOREIGN)}


def test_every_address_is_listed() -> None:
    assert named() == {address.name for address in ADDRESSES}


@pytest.fixture
def world(cast: Cast) -> World:
    return make_world(cast)


@pytest.fixture
def browsers(world: World) -> dict[str, Client]:
    """Everybody's browser."""
    found = {actor: Client() for actor in Cast.ACTORS}
    for actor, browser in found.items():
        if user := world.cast.user(actor):
            browser.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return found


def letter(response: HttpResponse) -> str:
    if response.streaming:
        b"".join(response.streaming_content)  # a download keeps its file open otherwise
    if response.status_code == 302 and response.url.startswith(reverse("account_login")):
        return ">"
    return LETTERS.get(response.status_code, str(response.status_code))


def test_addresses(world: World, browsers: dict[str, Client]) -> None:
    """One world for all: nobody changes it, for those who may not are refused and the others only look."""
    wrong: dict[str, tuple[str, str]] = {}
    for address in ADDRESSES:
        url = reverse(address.name, kwargs=address.kwargs(world)) + address.query(world)
        answers = ""
        for browser in browsers.values():
            seen = letter(browser.get(url))
            if seen in "4F>" and letter(browser.post(url)) not in "4F>m":
                seen = "!"  # who may not see a page may not post to it either
            answers += seen
        if answers != address.answers.replace(" ", ""):
            wrong[address.label] = answers, address.answers
    assert wrong == {}


def test_addresses_that_take_posts_only(world: World, browsers: dict[str, Client]) -> None:
    """Those who may not are refused whatever they post."""
    wrong: dict[str, tuple[str, str]] = {}
    for address in ADDRESSES:
        if "m" not in address.answers:
            continue
        url = reverse(address.name, kwargs=address.kwargs(world))
        refused = "".join(
            "." if may == "2" else letter(browser.post(url))
            for browser, may in zip(browsers.values(), address.posts.replace(" ", ""), strict=True)
        )
        if refused != address.posts.replace(" ", "").replace("2", "."):
            wrong[address.label] = refused, address.posts
    assert wrong == {}
