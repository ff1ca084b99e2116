"""Migration 0016 puts right what its rule forbids: contracts that end before the last day to call off."""

from datetime import date
from importlib import import_module

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.loader import MigrationLoader

from agreements.models import Agreement
from portal.organisations.models import Cooperation
from portal.workflow.models import AuditEvent
from tests.factories import make_agreement, make_cooperation

APP, BEFORE, NAME = "agreements", "0015_goals_and_benefits", "0016_contracts_outlive_it"


@pytest.fixture
def migration(db):
    """The migration, undone: rows that break its rule can be written."""
    state = MigrationLoader(connection).project_state((APP, BEFORE))
    found = import_module(f"agreements.migrations.{NAME}").Migration(NAME, APP)
    with connection.schema_editor() as editor:
        found.unapply(state, editor)

    def apply() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # as rows that were committed long ago have been checked
        with connection.schema_editor() as editor:
            found.apply(state.clone(), editor)

    return apply


@pytest.mark.parametrize(("country", "words"), [("SE", "avrop får göras"), ("NO", "kan gjøres avrop")])
def test_contracts_are_moved_along_and_their_history_says_so(migration, country, words):
    cooperation = make_cooperation(country=country)
    short, long, open_, undated = (
        make_agreement(cooperation, last_day=day, latest_contract_end_on=latest)
        for day, latest in (
            (date(2028, 12, 31), date(2028, 6, 30)),
            (date(2028, 12, 31), date(2029, 6, 30)),
            (date(2028, 12, 31), None),
            (date(2027, 12, 31), date(2027, 12, 31)),
        )
    )
    version, register = short.version, cooperation.register_version
    untold = AuditEvent.objects.count()
    migration()
    short.refresh_from_db()
    assert (short.latest_contract_end_on, short.version) == (date(2028, 12, 31), version + 1)
    told = AuditEvent.objects.order_by("id").last()
    assert (told.action, told.object_type, told.object_id, told.object_version, told.actor) == (
        "agreement.edited",
        "agreements.agreement",
        short.pk,
        short.version,
        None,
    )
    assert told.changes == {"latest_contract_end_on": ["2028-06-30", "2028-12-31"]}
    assert words in told.reason
    assert AuditEvent.objects.count() == untold + 1, "the others keep the rule and stay as they are"
    assert [
        row.latest_contract_end_on for row in Agreement.objects.filter(pk__in=[long.pk, undated.pk]).order_by("pk")
    ] == [
        date(2029, 6, 30),
        date(2027, 12, 31),
    ]
    assert Agreement.objects.get(pk=open_.pk).latest_contract_end_on is None
    assert Cooperation.objects.get(pk=cooperation.pk).register_version > register, "its figures are counted anew"
    with pytest.raises(IntegrityError), transaction.atomic():
        Agreement.objects.filter(pk=short.pk).update(latest_contract_end_on=date(2028, 6, 30))


def test_an_empty_register_is_migrated(migration):
    migration()
    assert not AuditEvent.objects.filter(action="agreement.edited").exists()
