"""The frame around every page, its menu and its panels, and the pages about the site."""

import re
from types import SimpleNamespace

import pytest
from django.core import mail
from django.test import RequestFactory

from portal.web import brand, navigation, panels
from portal.web.navigation import Item, Search
from portal.web.panels import Panel

pytestmark = pytest.mark.urls("tests.web.showcase")


def test_the_menu_holds_what_the_actor_may_see():
    navigation.identify_by(lambda user: SimpleNamespace(officer=user == "officer"))
    navigation.register(Item("Second", "showcase", 20))
    navigation.register(Item("First", "list", 10))
    navigation.register(Item("Register", "start", 5, shown=lambda actor: actor.officer))
    assert [item.label for item in navigation.items_for("anyone")] == ["First", "Second"]
    assert [item.label for item in navigation.items_for("officer")] == ["Register", "First", "Second"]


def test_the_menu_says_where_the_reader_is(client):
    navigation.register(Item("Start", "start", 1))
    navigation.register(Item("Agreements", "list", 2))
    page = client.get("/list/").content.decode()
    assert re.findall(r'aria-current="page">(\w+)</a>', page) == ["Agreements"]


def test_a_page_beside_an_item_is_a_part_of_it(client):
    navigation.register(Item("Start", "start", 1))
    navigation.register(Item("Forms", "showcase", 2, beside=("list",)))
    page = client.get("/list/").content.decode()
    assert re.findall(r'aria-current="page">(\w+)</a>', page) == ["Forms"]


def test_a_page_of_the_readers_own_menu_is_no_part_of_the_main_one(client):
    navigation.register(Item("Start", "start", 1))
    navigation.register(Item("Forms", "showcase", 2))
    navigation.register_own(Item("List", "list", 1))
    page = client.get("/list/").content.decode()
    assert re.findall(r'aria-current="page">(\w+)</a>', page) == []


def test_the_search_box_is_on_every_page_but_its_own(client):
    navigation.register_search(Search("list", "Search agreements"))
    assert 'id="site-q"' in client.get("/about/privacy/").content.decode()
    assert 'id="site-q"' not in client.get("/list/").content.decode()


def test_panels_come_in_order_and_only_with_something_to_show():
    panels.register("start", Panel("late", 20, "components/lookup_options.html", lambda request, obj: {"choices": obj}))
    panels.register("start", Panel("early", 10, "components/lookup_options.html", lambda request, obj: {}))
    panels.register("start", Panel("silent", 1, "components/lookup_options.html", lambda request, obj: None))
    request = RequestFactory().get("/")
    request.user = None
    placed = panels.panels_for("start", request, [SimpleNamespace(label="Ö & co")])
    assert [panel.name for panel in placed] == ["early", "late"]
    assert placed[1].html.strip() == '<option value="Ö &amp; co"></option>'
    assert panels.panels_for("elsewhere", request) == []


def test_the_brand_reaches_the_page(client):
    ours = brand.Brand("Inköp & samverkan", "ours", accent="#7a1f5c", email="office@example.org")
    brand.provide(for_request=lambda request: ours, by_slug={"ours": ours}.get)
    page = client.get("/about/privacy/").content.decode()
    assert "Inköp &amp; samverkan" in page
    assert "/theme/ours.css?v=7a1f5c" in page
    assert "office@example.org" in page
    assert client.get("/theme/ours.css").status_code == 200


def test_a_brand_may_be_spelled_with_its_own_letters(client):
    ours = brand.Brand("Mälarköp", "mälarköp")
    brand.provide(for_request=lambda request: ours, by_slug={"mälarköp": ours}.get)
    address = re.search(r"/theme/[^?]+", client.get("/about/privacy/").content.decode())[0]
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(("jurisdiction", "authority"), [("SE", "digg.se"), ("NO", "uutilsynet.no")])
def test_about_accessibility(client, jurisdiction, authority):
    theirs = brand.Brand("Samverkan", "s", jurisdiction=jurisdiction, email="office@example.org")
    brand.provide(for_request=lambda request: theirs, by_slug=lambda slug: None)
    page = client.get("/about/accessibility/").content.decode()
    assert authority in page

    answer = client.post(
        "/about/accessibility/", {"message": "Tabellen går inte att läsa.", "email": "reader@example.org"}
    )
    assert answer.status_code == 302
    (sent,) = mail.outbox
    assert sent.to == ["office@example.org"]
    assert sent.reply_to == ["reader@example.org"]
    assert "Tabellen" in sent.body


def test_feedback_without_a_message_or_from_a_program_is_not_sent(client):
    assert client.post("/about/accessibility/", {"message": ""}).status_code == 200
    client.post("/about/accessibility/", {"message": "buy", "website": "http://example.invalid"})
    assert mail.outbox == []


def test_feedback_cannot_add_mail_headers(client):
    answer = client.post("/about/accessibility/", {"message": "x", "email": "a@example.org\nBcc: b@example.org"})
    assert answer.status_code == 200
    assert mail.outbox == []


@pytest.mark.parametrize(("code", "language"), [("nb", b'lang="nb"'), ("en", b'lang="en"')])
def test_set_language(client, code, language):
    client.post("/language/", {"language": code, "next": "/about/privacy/"})
    assert b"<html " + language in client.get("/about/privacy/").content


def test_a_page_carries_no_inline_script_or_style(client):
    for address in ("/showcase/", "/list/", "/about/accessibility/", "/account/login/", "/nowhere/"):
        page = client.get(address).content.decode()
        assert "<style" not in page
        assert not re.search(r"\sstyle=", page), address
        assert not re.search(r"<script(?![^>]*\ssrc=)", page), address
        assert not re.search(r"\son\w+=", page), address


def test_pages_that_are_not_there(client):
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert b"404" in response.content


@pytest.mark.parametrize("name", ["login", "password/reset", "password/reset/done", "inactive", "signup"])
@pytest.mark.django_db
def test_account_pages_are_ours(client, name):
    response = client.get(f"/account/{name}/")
    assert response.status_code == 200
    assert b"site-header" in response.content


@pytest.mark.django_db
def test_account_pages_of_somebody_signed_in(cast, sign_in):
    client = sign_in(cast.officer)
    for name in ("password/change", "logout"):
        response = client.get(f"/account/{name}/")
        assert response.status_code == 200
        assert b"site-header" in response.content


@pytest.mark.django_db
def test_too_many_attempts(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"reset_password": "1/m/ip"}
    for _attempt in range(2):
        response = client.post("/account/password/reset/", {"email": "somebody@example.org"})
    assert response.status_code == 429
    assert b"site-header" in response.content
