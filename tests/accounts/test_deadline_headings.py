"""The list of deadlines under its headings."""

from datetime import date

from django.utils import translation

from portal.accounts.deadline_views import grouped
from portal.workflow.deadlines import Deadline, Kind

FRIDAY = date(2026, 11, 20)
KIND = Kind("test", "Test")


def due(day: date) -> Deadline:
    return Deadline(key=str(day), kind=KIND, day=day, title="Due", about="It", url="/", to=())


def test_deadlines_stand_under_their_day_for_a_week_and_then_under_their_week():
    """Thursday the 26th is within seven days; Friday the 27th lies in week 48 with Sunday the 29th, 1 January 2027 in
    week 53 of 2026."""
    days = [(11, 2), (11, 19), (11, 20), (11, 26), (11, 27), (11, 29), (11, 30)]
    found = [due(date(2026, month, day)) for month, day in days] + [due(date(2027, 1, 1))]
    with translation.override("en"):
        told = [(heading, len(rows)) for heading, rows in grouped(found, FRIDAY)]
    assert told == [
        ("Past", 2),
        ("Today", 1),
        ("Thursday 26 Nov 2026", 1),
        ("Week 48, 2026", 2),
        ("Week 49, 2026", 1),
        ("Week 53, 2026", 1),
    ]
