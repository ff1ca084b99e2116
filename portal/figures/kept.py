"""Figures kept until what they count or the day moves on; see docs/adr/0001-kept-figures.md."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.cache import cache
from django.db import connection

from portal.figures import counting
from portal.figures.models import FigureSnapshot
from portal.organisations.models import Cooperation

KEPT_SECONDS = 24 * 60 * 60
#: The last row of the audit trail, and whether nobody is about to write one: who does holds this lock until the end of
#: the transaction, from before its row gets an id. Other databases on the server do not count.
STANDS = """
SELECT coalesce((SELECT id FROM workflow_auditevent ORDER BY id DESC LIMIT 1), 0), NOT EXISTS (
    SELECT FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
    WHERE datname = current_database() AND relation = 'workflow_auditevent'::regclass
        AND mode = 'RowExclusiveLock' AND pid <> pg_backend_pid()
)
"""


def register(cooperation: Cooperation, day: date) -> dict[str, Any]:
    """What ``counting.register`` gives, counted again only when it would give something else."""
    # The version is read before anything is counted: a change meanwhile makes the snapshot old, never wrong.
    version = Cooperation.objects.values_list("register_version", flat=True).get(pk=cooperation.pk)
    kept = FigureSnapshot.objects.filter(cooperation=cooperation, day=day, register_version=version).first()
    if kept is not None:
        return kept.data
    data = counting.register(cooperation, day)
    FigureSnapshot.objects.update_or_create(
        cooperation=cooperation, defaults={"day": day, "register_version": version, "data": data}
    )
    return data


def use(cooperation: Cooperation, day: date) -> dict[str, Any]:
    """What ``counting.use`` gives, counted again only when somebody has done something since."""
    return _until_something_is_done("use", counting.use, cooperation, day)


def governing(cooperation: Cooperation, day: date) -> dict[str, Any]:
    """What ``counting.governing`` gives, counted again only when somebody has done something since."""
    return _until_something_is_done("governing", counting.governing, cooperation, day)


def _until_something_is_done(
    name: str, count: Callable[[Cooperation, date], dict[str, Any]], cooperation: Cooperation, day: date
) -> dict[str, Any]:
    """What was counted, kept as long as nothing is done.

    Whatever is done leaves a row in the audit trail, so its last id says how the database stands. A transaction that
    is still open may hold an earlier id: while there is one, what is counted is not kept.
    """
    with connection.cursor() as cursor:
        cursor.execute(STANDS)
        latest, is_quiet = cursor.fetchone()
    kept_as = f"figures-of-{name}:{cooperation.pk}:{cooperation.register_version}:{day}:{latest}"
    known: dict[str, Any] | None = cache.get(kept_as)
    if known is None:
        known = count(cooperation, day)
        if is_quiet:
            cache.set(kept_as, known, KEPT_SECONDS)
    return known
