"""What a request takes from the signed-in user."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation


def reader_language(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Show pages in the language that the user chose, unless this browser was just told another one."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES and request.session.session_key:
            language = getattr(request.user, "language", "")
            if language:
                translation.activate(language)
                request.LANGUAGE_CODE = language
        return get_response(request)

    return middleware
