import re

import pytest
from django.urls import reverse

from portal.accounts import services, tasks
from portal.accounts.models import User
from portal.workflow import audit
from portal.workflow.errors import Refused


@pytest.fixture
def sent(monkeypatch, django_capture_on_commit_callbacks):
    """Runs a service as if committed; mail goes out at once."""
    monkeypatch.setattr(tasks.send_invitation, "delay", tasks.send_invitation)

    def call(service, **arguments):
        with django_capture_on_commit_callbacks(execute=True):
            return service(**arguments)

    return call


def link_in(letter) -> str:
    return re.search(r"http\S+/account/password/reset/key/\S+", letter.body)[0]


def test_person_invite_mails_a_link_that_sets_the_password(cast, sent, mailoutbox, client):
    person = sent(services.invite, by=cast.officer, email="Ny@example.org", name="Åsa O'Ny", language="nb")
    assert (person.language, person.awaits_password) == ("nb", True)
    assert audit.history(person).get().action == "person.invited"
    (letter,) = mailoutbox
    assert letter.to == [person.email]
    assert "O'Ny" in letter.body
    path = link_in(letter).removeprefix("http://localhost:8000")
    page = client.get(path, follow=True)
    address = page.redirect_chain[-1][0]
    answer = client.post(address, {"password1": "en stilla hamn i gryning", "password2": "en stilla hamn i gryning"})
    assert answer.status_code == 302
    person.refresh_from_db()
    assert person.check_password("en stilla hamn i gryning")
    assert client.get(path).context_data["token_fail"]


def test_person_invite_keeps_a_known_account(cast, sent, mailoutbox):
    again = sent(services.invite, by=cast.officer, email=cast.purchaser.email.upper(), name="Another name")
    assert again == cast.purchaser
    assert again.name == cast.purchaser.name
    assert mailoutbox == []


def test_person_invite_sends_the_link_again_until_a_password_is_chosen(cast, sent, mailoutbox):
    for _ in range(2):
        sent(services.invite, by=None, email="ny@example.org", name="Ny")
    assert len(mailoutbox) == 2
    assert User.objects.filter(email="ny@example.org").count() == 1


@pytest.mark.parametrize("actor", ["purchaser", "steering", "expert", "working", "nobody"])
def test_person_invite_is_refused(cast, actor):
    with pytest.raises(Refused):
        services.invite(by=cast.user(actor), email="ny@example.org", name="Ny")
    assert not User.objects.filter(email="ny@example.org").exists()


def test_person_invite_refuses_a_closed_account(cast, sent):
    services.deactivate(by=cast.administrator, person_id=cast.purchaser.pk)
    with pytest.raises(Refused):
        services.invite(by=cast.officer, email=cast.purchaser.email, name="x")


def test_person_deactivate_ends_sessions_for_good(cast, sent, sign_in, mailoutbox):
    client = sign_in(cast.purchaser)
    profile = reverse("profile")
    assert client.get(profile).status_code == 200
    services.deactivate(by=cast.officer, person_id=cast.purchaser.pk, reason="Has left")
    assert client.get(profile).status_code == 302
    sent(services.reactivate, by=cast.officer, person_id=cast.purchaser.pk)
    assert client.get(profile).status_code == 302
    assert link_in(mailoutbox[-1])


@pytest.mark.parametrize(
    ("actor", "person"),
    [
        ("officer", "manager"),
        ("officer", "officer"),
        ("officer", "administrator"),
        ("officer", "stranger"),
        ("contact", "steering"),
        ("purchaser", "contact"),
        ("administrator", "administrator"),
    ],
)
def test_person_deactivate_is_refused(cast, actor, person):
    with pytest.raises(Refused):
        services.deactivate(by=cast.user(actor), person_id=cast.user(person).pk)


@pytest.mark.parametrize(
    ("actor", "person"),
    [("officer", "contact"), ("contact", "purchaser"), ("manager", "officer"), ("administrator", "stranger")],
)
def test_person_deactivate_by_who_looks_after(cast, actor, person):
    assert not services.deactivate(by=cast.user(actor), person_id=cast.user(person).pk).is_active
