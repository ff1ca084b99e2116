"""Fixtures of the browser tests: where people work, in which language, with whom, and a worker behind it all."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from portal.accounts.actor import Role
from portal.accounts.models import User
from portal.organisations.models import Cooperation, Organisation
from tests import factories
from tests.browser.hands import look_over
from tests.cast import Cast, make_cast
from tests.jobs.workers import worker as a_worker

expect.set_options(timeout=20_000)  # milliseconds; a busy machine is no fault of a page


@dataclass
class Place:
    """A cooperation whose people read one language, with its officer, a purchaser, and what the purchaser needs."""

    language: str
    cooperation: Cooperation
    organisation: Organisation
    officer: User
    purchaser: User
    word: str


@pytest.fixture(params=["sv", "nb"])
def place(cast: Cast, request: pytest.FixtureRequest) -> Place:
    """The Swedish cooperation of the cast, and the Norwegian one."""
    if request.param == "sv":
        place = Place("sv", cast.cooperation, cast.municipality, cast.officer, cast.purchaser, "städ")
    else:
        buyer = factories.make_user("Kari Innkjøper")
        factories.appoint(buyer, Role.PURCHASER, organisation=cast.other_cooperation.host)
        place = Place(
            "nb", cast.other_cooperation, cast.other_cooperation.host, cast.stranger, buyer, "rengjøringstjeneste"
        )
    User.objects.update(language=request.param)
    factories.make_cpv("90910000", "Städtjänster", "Rengjøringstjenester", "Cleaning services")
    return place


@pytest.fixture
def swedish(cast: Cast) -> Cast:
    """The cast, reading Swedish, and the code that they buy cleaning by."""
    User.objects.update(language="sv")
    factories.make_cpv("90910000", "Städtjänster", "Rengjøringstjenester", "Cleaning services")
    return cast


@dataclass
class Scene:
    """Where a daily job is done: on a phone in Swedish under Swedish law, or at a desk in Norwegian under Norwegian."""

    width: int
    language: str
    cast: Cast
    open_page: Callable[..., Page]
    pages: dict[int, Page] = field(default_factory=dict)

    def open(self, path: str, actor: str) -> Page:
        """The page that one of the cast opens, in a browser of the person's own."""
        page = self.open_page(path, self.width, user=self.cast.user(actor), locale=self.language)
        expect(page.locator("html")).to_have_attribute("lang", self.language)
        look_over(page)
        return page

    def of(self, user: User, path: str) -> Page:
        """The page of a person at an address; everybody keeps the own browser throughout."""
        if user.pk not in self.pages:
            self.pages[user.pk] = self.open_page(path, self.width, user=user, locale=self.language)
        else:
            self.pages[user.pk].goto(path)
        look_over(self.pages[user.pk])
        return self.pages[user.pk]


@pytest.fixture(params=[(390, "sv", "SE"), (1280, "nb", "NO")], ids=["phone-sv", "desk-nb"])
def scene(db: None, request: pytest.FixtureRequest, open_page: Callable[..., Page]) -> Scene:
    """Each job is driven in both."""
    width, language, country = request.param
    scene = Scene(width, language, make_cast(country), open_page)
    User.objects.update(language=language)
    factories.make_cpv("90910000", "Städtjänster", "Rengjøringstjenester", "Cleaning services")
    return scene


@pytest.fixture
def worker(tmp_path: Path, live_server: Any) -> Iterator[None]:
    """A Celery worker that does what the pages ask for."""
    with a_worker(tmp_path / "worker.log"):
        yield


@pytest.fixture
def open_page(open_page: Callable[..., Page]) -> Iterator[Callable[..., Page]]:
    """Opens pages in the browser; none of them may have broken a policy or run into an error by the end of the test."""
    opened = []

    def open_(*where: Any, **how: Any) -> Page:
        opened.append(open_page(*where, **how))
        return opened[-1]

    yield open_
    assert not [text for page in opened for text in page.complaints]
