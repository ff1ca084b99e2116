"""A statement asks what its queryset would, with other values each time."""

from datetime import date

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from portal.organisations.models import Membership
from portal.organisations.periods import valid_on
from portal.workflow.statements import Statement
from tests.factories import make_cooperation, make_member, make_organisation

pytestmark = pytest.mark.django_db
JOINED = date(2026, 3, 1)


def members(cooperation: int, day: date) -> QuerySet:
    rows = Membership.objects.filter(valid_on(day), cooperation=cooperation).exclude(organisation__name__contains="%")
    return rows.order_by("organisation").values_list("organisation__name", "valid_from")


def test_a_statement_asks_with_other_values_each_time():
    statement = Statement(members, cooperation=int, day=date)
    one, other = make_cooperation(), make_cooperation()
    make_member(one, make_organisation("Granby"), since=JOINED)
    make_member(one, make_organisation("Nära 100 %"), since=JOINED)
    make_member(other, make_organisation("Lövsta"), since=date(2020, 1, 1))

    assert statement.ask(cooperation=one.pk, day=date(2026, 2, 28)) == []
    assert statement.ask(cooperation=one.pk, day=JOINED) == [("Granby", JOINED)]
    for cooperation in (one, other):
        assert statement.ask(cooperation=cooperation.pk, day=JOINED) == list(members(cooperation.pk, JOINED))


def test_a_statement_is_one_query():
    statement = Statement(members, cooperation=int, day=date)
    with CaptureQueriesContext(connection) as queries:
        statement.ask(cooperation=1, day=JOINED)
    assert len(queries) == 1


def test_a_statement_without_a_place_for_a_value_is_refused():
    """What is built from a value otherwise than by asking with it would stay as it was the first time."""
    forgetful = Statement(lambda cooperation, day: members(cooperation, JOINED), cooperation=int, day=date)
    with pytest.raises(ValueError, match="day"):
        forgetful.ask(cooperation=1, day=JOINED)
