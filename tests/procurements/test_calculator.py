"""The calculator: open to everybody, an answer at an address, and no day that cannot be counted."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse
from django.utils import translation

from portal.law.wording import Weekday
from tests import factories

pytestmark = pytest.mark.django_db
URL = "/procurements/calculator/"


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(factories.TODAY, tick=False):
        yield


def answer(client, **asked) -> str:
    response = client.get(URL, asked)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    ("asked", "day"),
    [
        ({"on": "2019-04-01", "jurisdiction": "SE"}, (2019, 4, 12)),
        ({"on": "2019-04-18", "jurisdiction": "SE"}, (2019, 4, 30)),
        ({"on": "2019-04-01", "jurisdiction": "SE", "electronic": "no"}, (2019, 4, 17)),
        ({"on": "2026-03-23", "jurisdiction": "NO"}, (2026, 4, 8)),
        ({"what": "tenders", "on": "2026-03-02", "jurisdiction": "SE"}, (2026, 4, 1)),
        ({"what": "tenders", "on": "2026-03-02", "jurisdiction": "SE", "electronic": "no"}, (2026, 4, 7)),
        ({"what": "tenders", "on": "2026-03-02", "jurisdiction": "SE", "urgent": "yes"}, (2026, 3, 17)),
        ({"what": "tenders", "on": "2026-03-02", "jurisdiction": "SE", "prior": "2025-12-01"}, (2026, 3, 17)),
        ({"what": "tenders", "on": "2026-03-02", "jurisdiction": "SE", "online": "no"}, (2026, 4, 7)),
        ({"what": "requests", "on": "2026-03-02", "procedure": "restricted"}, (2026, 4, 1)),
        ({"what": "tenders", "on": "2026-03-02", "procedure": "dps"}, (2026, 3, 12)),
        ({"what": "result", "on": "2026-03-02"}, (2026, 4, 1)),
    ],
)
def test_the_day(client, asked, day) -> None:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "sv"
    page = answer(client, **asked)
    assert f'counted-day figures">{_in_swedish(date(*day))}</p>' in page


def _in_swedish(day) -> str:
    with translation.override("sv"):
        return str(Weekday(day))


@pytest.mark.parametrize(
    ("language", "written"), [("sv", "mån 1 apr. 2019"), ("nb", "man. 1. apr. 2019"), ("en", "Mon 1 Apr 2019")]
)
def test_a_weekday_is_written_as_the_language_does(language, written) -> None:
    with translation.override(language):
        assert str(Weekday(date(2019, 4, 1))) == written


@pytest.mark.parametrize(
    "asked",
    [
        {"what": "mini", "jurisdiction": "SE"},
        {"what": "standstill", "procedure": "direct"},
        {"what": "tenders", "procedure": "social"},
        {"what": "tenders", "procedure": "national", "jurisdiction": "NO"},
        {"what": "requests", "procedure": "open"},
    ],
)
def test_where_no_day_is_counted_the_page_says_why(client, asked) -> None:
    page = answer(client, **asked)
    assert "counted-day" not in page
    assert "counted-steps" in page


@pytest.mark.parametrize(
    "asked",
    [
        {"on": "never"},
        {"on": "1066-10-14"},
        {"on": "2100-01-01"},
        {"what": "luck"},
        {"procedure": "x"},
        {"jurisdiction": "DK"},
        {"prior": "x", "what": "tenders"},
        {"electronic": "maybe"},
    ],
)
def test_what_cannot_be_understood_is_said_beside_the_field(client, asked) -> None:
    page = answer(client, **asked)
    assert "error-summary" in page
    assert "counted-answer" not in page


def test_the_usual_question_is_answered_at_once(client) -> None:
    assert "counted-day" in answer(client)
    assert client.post(URL).status_code == 405


def test_the_rules_are_those_of_the_reader_s_own_cooperation(cast, sign_in) -> None:
    norwegian = 'value="NO" id="id_jurisdiction_1" checked'
    assert norwegian in answer(sign_in(cast.stranger))
    assert norwegian not in answer(sign_in(cast.officer))
    assert reverse("calculator") == URL
