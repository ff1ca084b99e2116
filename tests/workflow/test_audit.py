from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from portal.workflow import audit
from portal.workflow.models import AuditEvent
from tests.factories import make_organisation, make_user


@pytest.mark.django_db
@pytest.mark.parametrize("change", [lambda rows: rows.update(reason="x"), lambda rows: rows.delete()])
def test_postgresql_refuses_to_change_the_trail(change):
    person = make_user("Åsa Test")
    audit.record("organisation.registered", make_organisation("Ekby kommun"), by=person)
    with pytest.raises(IntegrityError), transaction.atomic():
        change(AuditEvent.objects.all())
    assert AuditEvent.objects.get().reason == ""


def test_differences_are_in_the_order_of_what_came_after():
    found = audit.differences({"a": 1, "gone": 2, "same": 3}, {"same": 3, "new": 4, "a": 5})
    assert list(found.items()) == [("new", (None, 4)), ("a", (1, 5)), ("gone", (2, None))]


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (Decimal("0.10"), "0.10"),
        (date(2026, 11, 20), "2026-11-20"),
        ([Decimal("1.50"), None], ["1.50", None]),
        ({"day": date(2026, 11, 20)}, {"day": "2026-11-20"}),
        (True, True),
    ],
)
def test_plain_values_round_nothing(value, kept):
    assert audit.plain(value) == kept
