import pytest
from django.core.cache import cache
from django.urls import reverse

from tests.factories import PASSWORD


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


def attempt(client, person, password=PASSWORD, **query):
    return client.post(
        reverse("account_login", query=query or None), {"login": person.email, "password": password, **query}
    )


def test_sign_in_with_the_address_in_any_case(cast, client):
    cast.officer.email = cast.officer.email.upper()
    assert attempt(client, cast.officer).status_code == 302
    assert client.get(reverse("profile")).status_code == 200


def test_sign_in_is_asked_for_and_leads_on(cast, client):
    wanted = reverse("profile")
    answer = client.get(wanted)
    assert answer.url == f"{reverse('account_login')}?next={wanted}"
    assert attempt(client, cast.officer, next=wanted).url == wanted


def test_sign_in_leads_nowhere_else(cast, client):
    assert "evil" not in attempt(client, cast.officer, next="https://evil.example/").url


def test_sign_in_locks_out_after_five_failures(cast, client):
    for _ in range(5):
        assert attempt(client, cast.officer, "wrong").status_code == 200
    assert attempt(client, cast.officer).status_code == 200  # the right password no longer helps
    assert client.get(reverse("profile")).status_code == 302
    assert attempt(client, cast.manager).status_code == 302  # somebody else still may


def test_sign_in_of_a_closed_account_fails(cast, client):
    cast.officer.is_active = False
    cast.officer.save()
    attempt(client, cast.officer)
    assert client.get(reverse("profile")).status_code == 302


@pytest.mark.parametrize("email", ["officer.test@example.org", "nobody.here@example.org"])
def test_password_reset_answers_alike_whoever_asks(cast, client, mailoutbox, email):
    answer = client.post(reverse("account_reset_password"), {"email": email})
    assert answer.url == reverse("account_reset_password_done")
    assert len(mailoutbox) == 1


def test_password_reset_is_written_in_the_owners_language_to_the_sites_own_address(cast, client, mailoutbox):
    cast.officer.language = "nb"
    cast.officer.save()
    client.post(reverse("account_reset_password"), {"email": cast.officer.email}, headers={"host": "127.0.0.1"})
    assert "http://localhost:8000/account/password/reset/key/" in mailoutbox[0].body
    assert "127.0.0.1" not in mailoutbox[0].body


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/account/email/", 302),
        ("/account/confirm-email/", 404),
        ("/account/login/code/confirm/", 404),
        ("/account/reauthenticate/", 200),
        ("/account/password/change/", 200),
    ],
)
def test_only_the_pages_that_are_drawn_are_there(cast, sign_in, address, status):
    assert sign_in(cast.officer).get(address).status_code == status


def test_sign_up_is_closed(cast, client):
    sent = {"email": "x@example.org", "password1": "en stilla hamn i gryning", "password2": "en stilla hamn i gryning"}
    client.post("/account/signup/", sent)
    assert not type(cast.officer).objects.filter(email="x@example.org").exists()
