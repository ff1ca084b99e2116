"""Letting something happen on an earlier day, so that what services write is as old as what it tells."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from unittest import mock

from django.db import transaction
from django.utils import timezone


@contextmanager
def happened(on: date, hour: int = 9) -> Iterator[datetime]:
    """What is done inside is done at that moment, which it gives: rules judge by it, and histories bear it.

    Nobody is written to of what lies in the past, so letters that would go out with the transaction do not.
    """
    moment = timezone.make_aware(datetime.combine(on, time(hour)))
    waiting = transaction.get_connection().run_on_commit
    before = len(waiting)
    with mock.patch.object(timezone, "now", return_value=moment):
        yield moment
    del waiting[before:]
