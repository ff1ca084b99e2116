"""While the database or Redis is away, pages say so plainly instead of failing."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

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
    """The middleware that settings.MIDDLEWARE names."""
    return _Guard(get_response)
