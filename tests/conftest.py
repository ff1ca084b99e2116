"""Fixtures for all tests. The servers come up in ``tests/servers.py``, before the settings are read."""

import pytest
from django.test import Client

from tests.cast import Cast, make_cast


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
