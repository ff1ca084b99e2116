from datetime import date
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse

from portal.accounts import tasks
from portal.accounts.actor import Role, actor_of
from portal.accounts.models import User
from portal.governance.first_steps import services, steps
from portal.governance.panels import first_steps
from portal.organisations.models import Appointment, Cooperation, Membership
from portal.reference.models import Municipality
from portal.workflow.errors import Refused
from tests.factories import make_county

PASSWORD = "en stilla hamn i gryning"
PERSON = {"name": "Åsa Först", "email": "asa@example.org", "password": PASSWORD, "again": PASSWORD}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_mail(monkeypatch):
    monkeypatch.setattr(tasks.send_invitation, "delay", lambda person_id: None)


@pytest.fixture
def places() -> list[Municipality]:
    county = make_county()
    numbers = {"Solna": "2120000183", "Stockholm": "2120000142", "Örby": None}
    return [
        Municipality.objects.create(
            country="SE",
            code=f"01{n:02}",
            name=name,
            official_name=f"{name} kommun",
            county=county,
            nuts3="SE110",
            registration_number=number,
        )
        for n, (name, number) in enumerate(numbers.items())
    ]


def link() -> str:
    out = StringIO()
    call_command("first_steps_link", stdout=out)
    return out.getvalue().strip().removeprefix("http://localhost:8000")


def test_first_steps_lead_from_nothing_to_a_cooperation_at_work(client, places):
    address = link()
    assert client.get(address).status_code == 200
    assert client.post(address, PERSON).url == reverse("first-steps")
    person = User.objects.get()
    assert actor_of(person).is_administrator
    assert [place.done for place in steps.placed()][:3] == [False, False, False]

    founded = {
        "name": "Mälarköp",
        "jurisdiction": "SE",
        "currency": "SEK",
        "municipality": "Stockholm (Stockholms län)",
        "email": "",
    }
    assert client.post(reverse("first-steps-cooperation"), founded).url == reverse("first-steps")
    cooperation = Cooperation.objects.get()
    assert cooperation.host.registration_number == "2120000142"

    page = client.get(reverse("first-steps-members")).content.decode()
    assert "Örby" in page
    members = {
        "municipalities": [str(places[0].pk), str(places[1].pk)],
        "others": "Örby (Stockholms län)",
        "held_on": "2026-11-20",
        "case_number": "KS 2026/1",
        "wording": "We buy together.",
    }
    assert client.post(reverse("first-steps-members"), members).status_code == 302
    rows = Membership.objects.filter(cooperation=cooperation)
    assert {str(row.organisation) for row in rows} == {"Solna kommun", "Stockholm kommun", "Örby kommun"}
    assert {row.decided_by.decision.case_number for row in rows} == {"KS 2026/1"}
    cooperation.refresh_from_db()
    assert cooperation.founded_on == date(2026, 11, 20)

    officers = {
        "people-row": ["0", "1"],
        "people-0-name": "Bo Chef",
        "people-0-email": "bo@example.org",
        "people-0-role": "regional_manager",
        "people-1-name": "",
        "people-1-email": "",
        "people-1-role": "",
    }
    assert client.post(reverse("first-steps-officers"), officers).status_code == 302
    assert Appointment.objects.get(user__email="bo@example.org").cooperation == cooperation
    assert [place.done for place in steps.placed()][:3] == [True, True, True]


def test_the_link_dies_once_there_is_an_administrator(client):
    address = link()
    client.post(address, PERSON)
    client.logout()
    assert client.get(address).status_code == 410
    assert client.post(address, PERSON | {"email": "another@example.org"}).status_code == 410
    assert link() == ""
    assert User.objects.count() == 1


def test_the_link_dies_after_a_week(client):
    with time_machine.travel("2026-11-20 12:00 +0100", tick=False):
        address = link()
    with time_machine.travel("2026-11-27 12:01 +0100", tick=False):
        assert client.get(address).status_code == 410
    assert client.get(reverse("first-steps-administrator", args=["administrator:x:y"])).status_code == 410


def test_two_cannot_both_become_the_first(client):
    token = services.make_token()
    data = {"by": None, "token": token, "name": "A", "password": PASSWORD, "language": "sv"}
    services.make_first_administrator(email="a@example.org", **data)
    with pytest.raises(Refused):
        services.make_first_administrator(email="b@example.org", **data)


@pytest.mark.parametrize(
    "wrong", [{"password": "short", "again": "short"}, {"again": "another"}, {"email": "no address"}, {"name": ""}]
)
def test_a_bad_first_account_is_refused(client, wrong):
    assert client.post(link(), PERSON | wrong).status_code == 200
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("actor", "status"), [("administrator", 200), ("manager", 403), ("purchaser", 403), ("public", 302)]
)
def test_first_steps_are_the_administrators(cast, sign_in, actor, status):
    client = sign_in(cast.user(actor))
    for name in ("first-steps", "first-steps-officers"):
        assert client.get(reverse(name)).status_code == status


def test_founding_members_are_named_once(cast, sign_in):
    assert sign_in(cast.administrator).get(reverse("first-steps-members")).url == cast.cooperation.get_absolute_url()


def test_members_must_be_chosen_and_lie_in_the_country(cast, sign_in, places):
    Membership.objects.all().delete()
    norwegian = Municipality.objects.create(
        country="NO",
        code="3303",
        name="Kongsberg",
        official_name="Kongsberg kommune",
        county=make_county("33", "Buskerud", "NO"),
        nuts3="NO085",
    )
    client = sign_in(cast.administrator)
    sent = {"held_on": "2026-11-20", "wording": "We buy together."}
    assert client.post(reverse("first-steps-members"), sent).status_code == 200
    assert client.post(reverse("first-steps-members"), sent | {"others_key": [str(norwegian.pk)]}).status_code == 200
    assert not Membership.objects.exists()


def test_the_start_page_shows_the_administrator_what_remains(cast, rf):
    def shown_to(user) -> bool:
        request = rf.get("/")
        request.user = user
        return first_steps(request, None) is not None

    Appointment.objects.filter(role__in=(Role.OFFICER, Role.MANAGER)).delete()
    assert shown_to(cast.administrator)
    assert not shown_to(cast.contact)
