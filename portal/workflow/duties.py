"""Duties: what a day brings by itself, such as options that lapse and changes that take effect.

Each asks for all that is due up to today and claims it in its own tables, in transactions of its own, so that a stop of
hours or weeks is caught up by the next run, and a second run finds nothing to do.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from django.db import connection

logger = logging.getLogger(__name__)

Work = Callable[[date], object]
_LOCKS = 1_937_008_486  # sets these locks apart from others that PostgreSQL may be asked for


@dataclass(frozen=True)
class Duty:
    """Something to do each day, by a function of the day; ``order`` sorts, lowest first."""

    name: str
    work: Work
    order: int


_duties: dict[str, Duty] = {}


def register(name: str, work: Work, order: int = 50) -> None:
    """Have a duty done; called from an app's ``ready()``. The same name again replaces it."""
    _duties[name] = Duty(name, work, order)


def names() -> set[str]:
    """The duties there are."""
    return set(_duties)


def perform(day: date) -> list[str]:
    """Do every duty; gives the names of those that failed.

    One that fails is logged and tried again by the next run; the others are done all the same. One that another
    process is just doing is left to that process.
    """
    failed = []
    for duty in sorted(_duties.values(), key=lambda duty: duty.order):
        try:
            with _alone(duty.name) as is_alone:
                if is_alone:
                    duty.work(day)
        except Exception:  # options lapse even when a merger fails; the log tells why it did
            logger.exception("The duty %s of %s failed", duty.name, day)
            failed.append(duty.name)
    return failed


@contextmanager
def _alone(name: str) -> Iterator[bool]:
    """Whether this process alone does the duty now. The lock belongs to the connection: it goes with a process that
    dies, and holds no transaction open around the duty's own ones."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, hashtext(%s))", [_LOCKS, name])
        (is_alone,) = cursor.fetchone()
    try:
        yield is_alone
    finally:
        if is_alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, hashtext(%s))", [_LOCKS, name])
