"""What tests of procurements share."""

from collections.abc import Iterator

import pytest

from portal.celery import app


@pytest.fixture
def at_once() -> Iterator[None]:
    """Letters are written in this process, as soon as the transaction is over."""
    app.conf.task_always_eager = True
    yield
    app.conf.task_always_eager = False
