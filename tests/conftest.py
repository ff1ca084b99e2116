"""Fixtures for all tests. The servers come up in ``tests/servers.py``, before the settings are read."""

import os
from collections.abc import Iterator

import pytest
from django.conf import settings as site
from django.test import Client, override_settings

from portal.celery import app
from portal.embedded import system
from tests.cast import Cast, make_cast


@pytest.fixture(scope="session", autouse=True)
def _static_files_as_they_lie() -> Iterator[None]:
    """Pages name their static files without ``collectstatic`` having gathered and fingerprinted them."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(STORAGES={**site.STORAGES, "staticfiles": plain}, WHITENOISE_AUTOREFRESH=True):
        yield


@pytest.fixture(scope="session", autouse=True)
def _passwords_hashed_quickly() -> Iterator[None]:
    """A cast of a dozen people would cost seconds of Argon2 in every test."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture
def at_once() -> Iterator[None]:
    """Tasks, letters among them, are done in this process, as soon as they are asked for."""
    app.conf.task_always_eager = True
    yield
    app.conf.task_always_eager = False


@pytest.fixture
def cast(db: None) -> Cast:
    """One cooperation with its people, another beside it, and those outside."""
    return make_cast()


@pytest.fixture
def sign_in(client: Client):
    """Sign the client in as a user (or nobody), without the cost of hashing."""

    def as_user(user: object) -> Client:
        client.logout()
        if user is not None:
            client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return as_user


@pytest.fixture(scope="module")
def chromium():
    """The system's Chromium. Playwright's event loop runs in this thread, which Django takes for asynchronous code."""
    from playwright.sync_api import sync_playwright

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=system.chromium(), args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def open_page(chromium, live_server):
    """A page of the live server in a browser of its own, at a width; ``user`` is whoever is signed in there."""
    contexts = []

    def open_(path, width=1280, user=None, locale="en", **options):
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, base_url=live_server.url, locale=locale, **options
        )
        contexts.append(context)
        if user is not None:
            session = Client()
            session.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
            cookie = session.cookies[site.SESSION_COOKIE_NAME]
            context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(path)
        return page

    yield open_
    for context in contexts:
        context.close()
