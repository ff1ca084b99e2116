"""Before any view: what cannot be read is refused, and an outage is said plainly instead of failing."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict

from portal.web import outage


class _Guard:
    """Answers for views that stumble on an outage; `portal.web.views.server_error` does for middleware below."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return outage.response(request, exception) if outage.is_outage(exception) else None


def database_away(get_response: Callable[[HttpRequest], HttpResponse]) -> _Guard:
    """The middleware that settings.MIDDLEWARE names: while the database or Redis is away, pages say so."""
    return _Guard(get_response)


class _Readable:
    """Refuses what no browser of ours sends, before anything works with it: a body larger than any form's, and NUL
    characters, which PostgreSQL cannot keep and no field of a form is for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        stated = request.META.get("CONTENT_LENGTH") or ""
        if stated.isdecimal() and int(stated[:20]) > settings.MAX_REQUEST_BYTES:
            return outage.plain_page(request, "400", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        if _holds_nul(request.GET) or any("\0" in text for text in request.COOKIES.values()):
            return outage.plain_page(request, "400", HTTPStatus.BAD_REQUEST)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        if request.method == "POST" and _holds_nul(request.POST):
            return outage.plain_page(request, "400", HTTPStatus.BAD_REQUEST)
        return None


def _holds_nul(said: QueryDict) -> bool:
    return any("\0" in text for name, texts in said.lists() for text in (name, *texts))


def readable(get_response: Callable[[HttpRequest], HttpResponse]) -> _Readable:
    """The middleware that settings.MIDDLEWARE names."""
    return _Readable(get_response)
