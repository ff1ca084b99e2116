"""What base.html needs on every page. Worked out when it is asked for, so that a partial pays nothing."""

from functools import cached_property, partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.backends.utils import csrf_input
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from portal.web import brand as brands
from portal.web import navigation as menu
from portal.web.brand import Brand
from portal.web.navigation import Search


class Site:
    """The frame around a page: brand, menu, search box and languages."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def brand(self) -> Brand:
        return brands.of_request(self._request)

    @cached_property
    def navigation(self) -> list[dict[str, Any]]:
        """Menu entries: label, url and whether the reader is there. Of nested addresses the longest one counts."""
        path, items = self._request.path, menu.items_for(self._request.user)
        longest = max((item.reach(path) for item in (*items, *menu.own_items())), default=0)
        return [{"label": item.label, "url": item.url, "current": 0 < longest == item.reach(path)} for item in items]

    @property
    def own_items(self) -> list[menu.Item]:
        return menu.own_items()

    @property
    def search(self) -> Search | None:
        return menu.search()

    @property
    def language(self) -> str:
        return get_language() or settings.LANGUAGE_CODE

    @property
    def languages(self) -> list[tuple[str, str]]:
        return list(settings.LANGUAGES)


def page(request: HttpRequest) -> dict[str, Any]:
    """The context processor that settings.TEMPLATES names. All forms of a page carry the same token, made once."""
    return {"site": Site(request), "csrf_input": SimpleLazyObject(partial(csrf_input, request))}
