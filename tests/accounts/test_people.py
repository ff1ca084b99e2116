import pytest
from django.urls import reverse

from portal.accounts.actor import actor_of
from portal.accounts.models import User
from portal.workflow import audit


@pytest.mark.parametrize("actor", ["officer", "contact", "purchaser", "steering"])
def test_people_see_their_colleagues(cast, actor):
    seen = set(User.objects.visible_to(cast.user(actor)))
    assert {cast.officer, cast.manager, cast.contact, cast.purchaser, cast.steering} <= seen
    assert not seen & {cast.stranger, cast.nobody, cast.supplier}


@pytest.mark.parametrize("actor", ["supplier", "nobody"])
def test_outsiders_see_themselves_alone(cast, actor):
    assert list(User.objects.visible_to(cast.user(actor))) == [cast.user(actor)]


@pytest.mark.parametrize(
    ("actor", "status"),
    [
        ("administrator", 200),
        ("officer", 200),
        ("purchaser", 200),
        ("stranger", 404),
        ("supplier", 404),
        ("public", 302),
    ],
)
def test_person(cast, sign_in, actor, status):
    client = sign_in(cast.user(actor))
    assert client.get(reverse("person", args=[cast.contact.pk])).status_code == status


@pytest.mark.parametrize(
    ("actor", "status"), [("officer", 200), ("contact", 200), ("steering", 403), ("stranger", 404)]
)
def test_person_deactivate_page(cast, sign_in, actor, status):
    client = sign_in(cast.user(actor))
    assert client.get(reverse("person-deactivate", args=[cast.purchaser.pk])).status_code == status


def test_person_deactivate_and_reactivate_by_form(cast, sign_in):
    client = sign_in(cast.officer)
    client.post(reverse("person-deactivate", args=[cast.purchaser.pk]), {"reason": "Has left"})
    cast.purchaser.refresh_from_db()
    assert not cast.purchaser.is_active
    assert audit.history(cast.purchaser).get().reason == "Has left"
    client.post(reverse("person-reactivate", args=[cast.purchaser.pk]))
    cast.purchaser.refresh_from_db()
    assert cast.purchaser.awaits_password


def test_profile_keeps_no_words_in_the_trail(cast, sign_in):
    client = sign_in(cast.purchaser)
    client.post(reverse("profile"), {"name": "Nytt Namn", "phone": "070-1", "language": "nb"})
    cast.purchaser.refresh_from_db()
    assert (cast.purchaser.name, cast.purchaser.phone, cast.purchaser.language) == ("Nytt Namn", "070-1", "nb")
    event = audit.history(cast.purchaser).get()
    assert (event.action, event.changes) == ("person.edited", {})


def test_actor_is_resolved_once(cast, django_assert_num_queries):
    actor_of(cast.contact)
    with django_assert_num_queries(0):
        actor_of(cast.contact)
