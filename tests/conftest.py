"""Fixtures for all tests. The servers come up in ``tests/servers.py``, before the settings are read."""

from collections.abc import Iterator

import pytest
from django.conf import settings as site
from django.test import Client, override_settings

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
