"""Filling an empty, migrated database with the register that is measured.

``python -m bench.fill 100000`` fills the database of the settings with so many agreements.
"""

import os
import sys
from datetime import date, timedelta
from pathlib import Path

from django.core.management.color import no_style
from django.db import connection

STATEMENTS = Path(__file__).with_name("fill.sql")
MEMBERS = {"Mälarköp": 40, "Åsköp": 20}
OFFICERS = 10
GATHERED_AT_ONCE = 5000
ENTRIES = 25  # in the ceiling ledger of each agreement that has begun: two million below a hundred thousand agreements


def anchor() -> date:
    """The day around which the agreements begin and end: the same register for a year, alive on every day of it."""
    return date(date.today().year, 7, 1)  # noqa: DTZ011 - any clock will do


def fill(size: int) -> None:
    """Fill the database with ``size`` agreements, ten times as many rows behind them and ten times as many prices."""
    officer = _people()
    terms = {"size": size, "spread": ENTRIES, "anchor": f"DATE '{anchor()}'", "people": officer}
    with connection.cursor() as cursor:
        cursor.execute(STATEMENTS.read_text().format(**terms))
    _gather(size)
    _learn()
    _settle()


def _people() -> int:
    """Two cooperations with their members; of the first, officers and a purchaser at each member.

    Gives the id of the first officer.
    """
    from portal.accounts.actor import Role
    from portal.accounts.models import User
    from portal.organisations.models import Appointment, Cooperation, Group, GroupKind, Membership, Organisation, Seat

    since = anchor() - timedelta(days=4000)
    cooperations = []
    for name, members in MEMBERS.items():
        organisations = Organisation.objects.bulk_create(
            Organisation(kind="municipality", name=f"{name}s kommun {n:02}", country="SE") for n in range(members)
        )
        cooperation = Cooperation.objects.create(
            name=name, slug=name.lower(), jurisdiction="SE", currency="SEK", host=organisations[0]
        )
        Membership.objects.bulk_create(
            Membership(cooperation=cooperation, organisation=organisation, valid_from=since)
            for organisation in organisations
        )
        cooperations.append(cooperation)
    first, *_others = cooperations
    people = User.objects.bulk_create(
        User(email=f"officer-{n}@example.org", name=f"Officer {n}", language="en") for n in range(OFFICERS)
    )
    Appointment.objects.bulk_create(
        Appointment(user=person, role=Role.OFFICER, cooperation=first, valid_from=since) for person in people
    )
    buyers = User.objects.bulk_create(
        User(email=f"purchaser-{n}@example.org", name=f"Purchaser {n}", language="en")
        for n in range(MEMBERS[first.name])
    )
    members = Organisation.objects.filter(memberships__cooperation=first).order_by("pk")
    Appointment.objects.bulk_create(
        Appointment(user=buyer, role=Role.PURCHASER, organisation=organisation, valid_from=since)
        for buyer, organisation in zip(buyers, members, strict=True)
    )
    steering = User.objects.create(email="steering@example.org", name="Steering", language="en")
    group = Group.objects.create(cooperation=first, kind=GroupKind.STEERING, name="Styrgruppen")
    Seat.objects.create(group=group, user=steering, organisation=first.host, valid_from=since)
    return people[0].pk


def _gather(size: int) -> None:
    """What lists, search and facets read, gathered by the code that keeps it in daily use."""
    from agreements.search import refresh

    for start in range(1, size + 1, GATHERED_AT_ONCE):
        refresh(range(start, min(start + GATHERED_AT_ONCE, size + 1)))


def _learn() -> None:
    """The words of the articles, by the statement that learns them from a list that is uploaded."""
    from agreements.models import PriceList
    from agreements.prices.articles import LEARN_WORDS

    with connection.cursor() as cursor:
        for pk in PriceList.objects.values_list("pk", flat=True):
            cursor.execute(LEARN_WORDS, [pk])


def _settle() -> None:
    """Set the counter of the ids that were given by hand, and leave the tables as a running database has them."""
    from agreements.models import Agreement

    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Agreement]):
            cursor.execute(statement)
        if not connection.in_atomic_block:
            cursor.execute("VACUUM ANALYZE")


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    fill(int(sys.argv[1]))
