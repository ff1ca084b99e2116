"""The dashboard of a kept quarter, and the trend of the headline figures."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import translation

from portal.figures import catalogue, quarters
from portal.figures.catalogue.trends import quarters_of, trends
from portal.web import formats
from tests.factories import make_agreement

THIRD = date(2026, 9, 30)


def test_dashboard_of_a_kept_quarter(cast, sign_in):
    make_agreement(cast.cooperation, starts_on=date(2026, 1, 1), ends_on=date(2027, 12, 31))
    quarters.keep(cast.cooperation, THIRD)
    make_agreement(cast.cooperation, starts_on=date(2026, 1, 1), ends_on=date(2027, 12, 31))
    client = sign_in(cast.manager)
    kept = client.get(reverse("dashboard"), {"quarter": THIRD.isoformat()})
    assert kept.status_code == 200
    chosen = f"quarter={THIRD.isoformat()}"
    assert f'{chosen}" aria-current="page"' in kept.content.decode()
    with translation.override("sv"):  # a quarter may be kept late, and says when
        told = formats.datetime(cast.cooperation.quarters.get().taken_at)
    swedish = {"headers": {"accept-language": "sv"}}
    assert told in client.get(reverse("dashboard"), {"quarter": THIRD.isoformat()}, **swedish).content.decode()
    assert reverse("agreement-list") + "?cooperation" not in kept.content.decode()
    today = client.get(reverse("dashboard")).content.decode()
    assert chosen in today and f'{chosen}" aria-current' not in today


@pytest.mark.parametrize("asked", ["2026-06-30", "2026", "x" * 40])
def test_a_quarter_that_nobody_kept_is_not_found(cast, sign_in, asked):
    assert sign_in(cast.manager).get(reverse("dashboard"), {"quarter": asked}).status_code == 404


def test_trends_are_of_the_kept_quarters(cast):
    """Two agreements in force when the quarter was kept, three today: golden by hand."""
    for _n in range(2):
        make_agreement(cast.cooperation, starts_on=date(2026, 1, 1), ends_on=date(2028, 12, 31))
    quarters.keep(cast.cooperation, THIRD)
    make_agreement(cast.cooperation, starts_on=date(2026, 10, 1), ends_on=date(2028, 12, 31))
    taken = catalogue.take(cast.cooperation, date(2026, 11, 20))
    found = {trend.key: trend for trend in trends(taken, quarters_of(cast.cooperation, quarters.TREND))}
    in_force = found["in_force"]
    assert [point.value for point in in_force.points] == [Decimal(2), Decimal(3)]
    assert (in_force.now, in_force.change) == (Decimal(3), Decimal(1))


def test_what_was_not_counted_then_is_unknown():
    """A quarter from before call-offs were counted has none of them; today has."""
    then = {"total": {"agreements": 4}, "running_out": {"12": 1}}
    now = {
        "day": "2026-11-20",
        "total": {"agreements": 5},
        "running_out": {"12": 0},
        "use": {"call_offs": {"total": {"amount": "900.00"}}},
        "member_municipalities": 3,
    }
    found = {trend.key: trend for trend in trends(now, [(THIRD, then)])}
    assert [point.value for point in found["called_off"].points] == [None, Decimal("900.00")]
    assert found["called_off"].change is None
    assert found["called_off_per_member"].now == Decimal(300)
