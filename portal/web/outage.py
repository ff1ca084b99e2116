"""The answer while the database or Redis is away: 503, when to come back, and a page that needs neither."""

import logging

import psycopg
import psycopg_pool
import redis.exceptions
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.utils import translation

logger = logging.getLogger(__name__)
RETRY_AFTER_SECONDS = 5
_OUTAGES = (
    OperationalError,
    InterfaceError,
    psycopg.OperationalError,
    psycopg.InterfaceError,
    psycopg_pool.PoolTimeout,
    psycopg_pool.PoolClosed,
    redis.exceptions.ConnectionError,
    redis.exceptions.TimeoutError,
)


def is_outage(exception: BaseException | None) -> bool:
    """Whether an error means that a server we lean on did not answer, rather than that we did wrong."""
    while exception is not None:
        if isinstance(exception, _OUTAGES):
            return True
        exception = exception.__cause__
    return False


def plain_page(request: HttpRequest, name: str, status: int) -> HttpResponse:
    """An error page drawn without request context, so without session, user and database."""
    language = translation.get_language_from_request(request)
    with translation.override(language):
        template = engines["jinja2"].get_template(f"errors/{name}.html")
        return HttpResponse(template.render({"language": language}), status=status)


def response(request: HttpRequest, exception: BaseException | None) -> HttpResponse:
    """503 with Retry-After."""
    logger.warning("%s %s: the database or Redis is away: %s", request.method, request.path, exception)
    answer = plain_page(request, "503", 503)
    answer["Retry-After"] = str(RETRY_AFTER_SECONDS)
    answer["Cache-Control"] = "no-store"
    return answer
