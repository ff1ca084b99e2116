"""Whose portal the reader is looking at: the name, the accent colour and the office of a cooperation.

Cooperations live on an upper floor; `portal.organisations` hands them in with `provide()`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest


@dataclass(frozen=True)
class Brand:
    """A cooperation as every page shows it. `accent` is #rrggbb; `jurisdiction` SE or NO; `email` its office's."""

    name: str
    slug: str
    accent: str = "#0a5c56"
    jurisdiction: str = "SE"
    email: str = ""

    @property
    def office(self) -> str:
        """Where letters to the cooperation's office go."""
        return self.email or settings.DEFAULT_FROM_EMAIL


SAMKOP = Brand(name="Samköp", slug="samkop")

_for_request: Callable[[HttpRequest], Brand | None] | None = None
_by_slug: Callable[[str], Brand | None] | None = None


def provide(*, for_request: Callable[[HttpRequest], Brand | None], by_slug: Callable[[str], Brand | None]) -> None:
    """Say, once in AppConfig.ready(), how the brand of a request and of a slug are found."""
    global _for_request, _by_slug
    _for_request, _by_slug = for_request, by_slug


def of_request(request: HttpRequest) -> Brand:
    """The reader's cooperation; Samköp itself where there is none."""
    return (_for_request and _for_request(request)) or SAMKOP


def of_slug(slug: str) -> Brand | None:
    """The cooperation with this slug, or None."""
    return SAMKOP if slug == SAMKOP.slug else (_by_slug(slug) if _by_slug else None)
