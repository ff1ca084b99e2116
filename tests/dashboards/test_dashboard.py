"""The steering dashboard: who reads it, of which cooperation, and that it shows the catalogue's figures."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from portal.accounts.actor import Role
from portal.figures import catalogue
from tests import factories
from tests.factories import TODAY

STATUS = {
    "administrator": 200,
    "manager": 200,
    "officer": 200,
    "contact": 200,
    "working": 200,
    "steering": 200,
    "purchaser": 403,
    "expert": 403,
    "supplier": 404,
    "rival": 404,
    "stranger": 404,
    "nobody": 404,
    "public": 302,
}
#: Of the dashboard itself eight; the session, the person and the frame of the page take the others.
QUERIES = 17


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(f"{TODAY.isoformat()} 09:00", tick=False):
        yield TODAY


@pytest.fixture
def register(cast):
    cleaning = factories.make_cpv("90910000", "Städtjänster")
    for owner in (cast.municipality, cast.neighbour):
        for month in (1, 4, 9):
            factories.make_agreement(cast.cooperation, owner, ends_on=date(2027, month, 20), cpv=cleaning)
    factories.make_procurement(cast.cooperation, notice_on=date(2027, 3, 1)).cpvs.add(cleaning)
    return cast


@pytest.mark.parametrize("actor", STATUS)
def test_dashboard_of_a_cooperation(register, sign_in, actor):
    address = f"{reverse('dashboard')}?cooperation={register.cooperation.pk}"
    assert sign_in(register.user(actor)).get(address).status_code == STATUS[actor]


@pytest.mark.parametrize("actor", ["manager", "steering", "contact"])
def test_without_a_choice_it_is_the_own_cooperation(register, sign_in, actor):
    page = sign_in(register.user(actor)).get(reverse("dashboard")).content.decode()
    assert register.cooperation.name in page
    assert register.other_cooperation.name not in page


@pytest.mark.parametrize(("actor", "status"), [("purchaser", 403), ("supplier", 404), ("nobody", 404)])
def test_without_a_choice_and_without_the_right(register, sign_in, actor, status):
    assert sign_in(register.user(actor)).get(reverse("dashboard")).status_code == status


@pytest.mark.parametrize("asked", ["x", "-1", "0", "999999999", "9" * 30, "1 OR 1=1", "²"])
def test_a_cooperation_that_there_is_not(register, sign_in, asked):
    for actor in (register.manager, register.administrator):
        assert sign_in(actor).get(reverse("dashboard"), {"cooperation": asked}).status_code == 404


def test_who_leads_two_cooperations_chooses(register, sign_in):
    factories.appoint(register.manager, Role.MANAGER, cooperation=register.other_cooperation)
    client = sign_in(register.manager)
    first = client.get(reverse("dashboard"), {"cooperation": register.cooperation.pk}).content.decode()
    assert f"?cooperation={register.other_cooperation.pk}" in first


def test_every_figure_is_shown_with_its_rows(register, sign_in):
    page = sign_in(register.steering).get(reverse("dashboard")).content.decode()
    figures = catalogue.steering(register.cooperation)
    assert figures.in_force.value == 6
    assert len(figures.candidates) == 1
    for figure in figures.counted():
        if figure.value:
            assert figure.rows_url.replace("&", "&amp;") in page, figure.key


def test_dashboard_costs_the_same_however_large_the_register(register, sign_in, django_assert_max_num_queries):
    client = sign_in(register.steering)
    client.get(reverse("dashboard"))
    with django_assert_max_num_queries(QUERIES):
        client.get(reverse("dashboard"))
    for _number in range(5):
        factories.make_agreement(register.cooperation, register.neighbour)
    client.get(reverse("dashboard"))
    with django_assert_max_num_queries(QUERIES):
        client.get(reverse("dashboard"))
