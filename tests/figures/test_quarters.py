"""The figures of a quarter stay what they were."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from portal.figures import quarters
from portal.figures.models import QuarterSnapshot
from portal.workflow import audit
from tests.factories import make_agreement


@pytest.mark.parametrize(
    ("day", "quarter"),
    [
        (date(2026, 11, 20), date(2026, 9, 30)),
        (date(2026, 9, 30), date(2026, 9, 30)),
        (date(2026, 9, 29), date(2026, 6, 30)),
        (date(2027, 1, 1), date(2026, 12, 31)),
        (date(2028, 3, 1), date(2027, 12, 31)),
    ],
)
def test_last_finished_quarter(day, quarter):
    assert quarters.last_finished(day) == quarter


def test_a_quarter_is_kept_once_and_stays(cast):
    quarters.keep_due(date(2026, 11, 20))
    kept = QuarterSnapshot.objects.get(cooperation=cast.cooperation)
    assert kept.quarter == date(2026, 9, 30)
    before = kept.data
    make_agreement(cast.cooperation, starts_on=date(2026, 1, 1), ends_on=date(2027, 12, 31))
    quarters.keep_due(date(2026, 11, 21))
    kept.refresh_from_db()
    assert kept.data == before
    assert QuarterSnapshot.objects.filter(cooperation=cast.cooperation).count() == 1


def test_a_quarter_from_before_a_cooperation_was_registered_is_not_kept(cast):
    """An empty register is no figure of a quarter in which nobody had entered anything yet."""
    with time_machine.travel(datetime(2026, 9, 30, 23, 30, tzinfo=ZoneInfo("Europe/Stockholm"))):
        audit.record("cooperation.founded", cast.other_cooperation, by=None)
    with time_machine.travel(datetime(2026, 10, 1, 0, 30, tzinfo=ZoneInfo("Europe/Stockholm"))):
        audit.record("cooperation.founded", cast.cooperation, by=None)
    quarters.keep_due(date(2026, 11, 20))
    assert [row.cooperation for row in QuarterSnapshot.objects.all()] == [cast.other_cooperation]
    quarters.keep_due(date(2027, 1, 1))
    assert cast.cooperation.quarters.get().quarter == date(2026, 12, 31)


def test_a_kept_quarter_is_not_changed_or_deleted(cast):
    kept = quarters.keep(cast.cooperation, date(2026, 9, 30))
    for change in (lambda: QuarterSnapshot.objects.update(data={}), kept.delete):
        with pytest.raises((IntegrityError, ProtectedError)), transaction.atomic():
            change()


def test_the_next_quarter_is_another_row(cast):
    quarters.keep_due(date(2026, 11, 20))
    quarters.keep_due(date(2027, 1, 1))
    found = QuarterSnapshot.objects.filter(cooperation=cast.cooperation).values_list("quarter", flat=True)
    assert list(found) == [date(2026, 12, 31), date(2026, 9, 30)]
