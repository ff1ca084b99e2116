"""The reference tables as they are installed, loaded once per file of tests and rolled back after it."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from portal.reference.loading import Loaded, load_reference


@pytest.fixture(scope="module")
def tables(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[list[Loaded]]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_reference()
        transaction.set_rollback(True)


@pytest.fixture
def reference(tables: list[Loaded], db: None) -> list[Loaded]:
    """What the first loading did."""
    return tables
