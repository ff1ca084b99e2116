"""Requests that no form sends, or that come too often: refused plainly, before anything works with them."""

import pytest

BODY = "application/x-www-form-urlencoded"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "/lookup/organisation/?q=%00",
        "/lookup/cpv/?field=a&a=b%00",
        "/organisations/?q=%00",
        "/procurements/?stage=%00",
        "/agreements/?q=a%00b",
        "/agreements/?%00=1",
    ],
)
def test_a_nul_in_the_address_is_refused(client, path):
    assert client.get(path).status_code == 400


@pytest.mark.django_db
def test_a_nul_in_a_form_or_a_cookie_is_refused(client):
    assert client.post("/about/accessibility/", {"message": "a\0b"}).status_code == 400
    client.cookies["sessionid"] = "aaaaaaaa\0bbbbbbbb"
    assert client.get("/").status_code == 400


def test_a_body_larger_than_any_form_is_not_read(client, settings):
    settings.MAX_REQUEST_BYTES = 1000
    response = client.post("/about/accessibility/", b"message=" + b"x" * 1000, content_type=BODY)
    assert response.status_code == 413


@pytest.mark.parametrize("length", ["x", "-1"])
def test_a_length_that_is_no_number_is_an_empty_body(client, db, length):
    response = client.post("/about/accessibility/", b"", content_type=BODY, CONTENT_LENGTH=length)
    assert response.status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/about/accessibility/", "/suppliers/register/"])
def test_public_pages_that_send_letters_are_no_way_to_flood_people(client, settings, path):
    settings.ACCOUNT_RATE_LIMITS = dict.fromkeys(("accessibility_feedback", "supplier_register"), "2/h/ip")
    here = {"REMOTE_ADDR": "192.0.2.7"}  # counted by itself, whatever other tests sent
    assert [client.post(path, {"name": "x"}, **here).status_code for _ in range(3)] == [200, 200, 429]
    assert client.get(path, **here).status_code == 200
