"""While the database or Redis is away. No test here may touch the database, which pytest-django holds them to."""

import psycopg
import psycopg_pool
import pytest
import redis
from django.db import InterfaceError, OperationalError, connection
from django.test import Client
from django.urls import path

from portal.web import outage
from portal.web.middleware import database_away
from tests.web import showcase

AWAY = [
    OperationalError("gone"),
    InterfaceError("closed"),
    psycopg_pool.PoolTimeout("none within 5 s"),
    redis.exceptions.ConnectionError("refused"),
    redis.exceptions.TimeoutError("slow"),
]
_raised: list[Exception] = []


def stumbling(request):
    raise _raised[-1]


def stumbling_middleware(get_response):
    def middleware(request):
        if request.path == "/under/":
            raise _raised[-1]
        return get_response(request)

    return middleware


urlpatterns = [path("stumble/", stumbling), *showcase.urlpatterns]
handler500 = showcase.handler500
pytestmark = pytest.mark.urls("tests.web.test_outage")


def check(response):
    assert response.status_code == 503
    assert response["Retry-After"] == "5"
    assert response["Cache-Control"] == "no-store"
    assert b'<html lang="sv"' in response.content


@pytest.mark.parametrize("error", AWAY, ids=lambda error: type(error).__name__)
def test_a_view_that_stumbles(error):
    _raised.append(error)
    check(Client().get("/stumble/"))


@pytest.mark.parametrize("error", AWAY, ids=lambda error: type(error).__name__)
def test_a_middleware_that_stumbles(settings, error):
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.web.test_outage.stumbling_middleware"]
    _raised.append(error)
    check(Client(raise_request_exception=False).get("/under/"))


def test_the_servers_own_errors_are_recognised():
    with pytest.raises(psycopg.OperationalError) as refused:
        psycopg.connect("host=127.0.0.1 port=1 connect_timeout=1")
    assert outage.is_outage(refused.value)
    with pytest.raises(redis.exceptions.ConnectionError) as refused:
        redis.Redis(port=1).ping()
    assert outage.is_outage(refused.value)


def test_our_own_mistakes_are_not_outages():
    assert not outage.is_outage(ValueError("ours"))
    _raised.append(ValueError("ours"))
    response = Client(raise_request_exception=False).get("/stumble/")
    assert response.status_code == 500
    assert b'<html lang="sv"' in response.content


def test_the_page_is_in_the_readers_language():
    _raised.append(OperationalError("gone"))
    assert b'<html lang="nb"' in Client().get("/stumble/", headers={"Accept-Language": "nb"}).content


def test_other_answers_pass_through():
    assert database_away(lambda request: "answer")("request") == "answer"


@pytest.mark.django_db
def test_healthz(settings, monkeypatch, client):
    assert client.get("/healthz").content == b"ok"

    ours = settings.CACHES
    settings.CACHES = {"default": ours["default"] | {"LOCATION": "redis://127.0.0.1:1"}}
    assert client.get("/healthz").status_code == 503
    settings.CACHES = ours
    assert client.get("/healthz").status_code == 200

    def refuse():
        raise OperationalError("gone")

    monkeypatch.setattr(connection, "cursor", refuse)
    assert client.get("/healthz").status_code == 503
    monkeypatch.undo()
    assert client.get("/healthz").status_code == 200
