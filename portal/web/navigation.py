"""The main menu: what an app wants reached from every page, it registers in its AppConfig.ready()."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse


def _everyone(actor: Any) -> bool:
    return True


@dataclass(frozen=True)
class Item:
    """One entry of the menu. `shown` is asked with the reader's Actor; `order` sorts, lowest first. `beside` are the
    URL names of pages that stand beside it in tabs: the reader of one of those is here, too."""

    label: Any
    url_name: str
    order: int = 100
    shown: Callable[[Any], bool] = _everyone
    beside: tuple[str, ...] = ()

    @cached_property
    def url(self) -> str:
        return reverse(self.url_name)

    @cached_property
    def addresses(self) -> tuple[str, ...]:
        """Its own address and those beside it."""
        return (self.url, *map(reverse, self.beside))

    def reach(self, path: str) -> int:
        """How much of a path the address of the item, or of a page beside it, makes up; 0 where the path is not there.

        Of the front page no other page is a part.
        """
        there = (url for url in self.addresses if path == url or (url != "/" and path.startswith(url)))
        return max(map(len, there), default=0)


@dataclass(frozen=True)
class Search:
    """The search box of every page: where it leads, and what it asks for."""

    url_name: str
    label: Any

    @property
    def url(self) -> str:
        return reverse(self.url_name)


_items: dict[str, Item] = {}
_own: dict[str, Item] = {}
_search: Search | None = None
_actor_of: Callable[[Any], Any] = lambda user: user  # noqa: E731


def register(item: Item) -> None:
    """Put an item in the menu; the same URL name again replaces it."""
    _items[item.url_name] = item


def register_own(item: Item) -> None:
    """Put an item in the menu below the reader's own name."""
    _own[item.url_name] = item


def own_items() -> list[Item]:
    """The menu below the name of somebody who is signed in."""
    return sorted(_own.values(), key=lambda item: item.order)


def register_search(search: Search) -> None:
    """Name the page that answers the search box."""
    global _search
    _search = search


def identify_by(actor_of: Callable[[Any], Any]) -> None:
    """`portal.accounts`, one floor up, says here how a user becomes the Actor that `shown` is asked with."""
    global _actor_of
    _actor_of = actor_of


def reader(user: Any) -> Any:
    """The Actor behind a user, for the floors below `portal.accounts`."""
    return _actor_of(user)


def items_for(user: Any) -> list[Item]:
    """The menu of this reader, signed in or not."""
    actor = _actor_of(user)
    return sorted((item for item in _items.values() if item.shown(actor)), key=lambda item: item.order)


def search() -> Search | None:
    """The search box, or None before an app has registered one."""
    return _search
