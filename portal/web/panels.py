"""Panels: what a page of a lower app shows of an upper one. The upper app registers, the page asks."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe


@dataclass(frozen=True)
class Panel:
    """A part of a page. `context(request, obj)` gives what `template` needs, or None where there is nothing to show."""

    name: str
    order: int
    template: str
    context: Callable[[HttpRequest, Any], dict[str, Any] | None]


@dataclass(frozen=True)
class PlacedPanel:
    """A panel with its content; the page writes `html` where it wants it."""

    name: str
    template: str
    context: dict[str, Any]
    request: HttpRequest

    @property
    def html(self) -> SafeString:
        return mark_safe(render_to_string(self.template, self.context, request=self.request))  # noqa: S308 - a template


def first_of(rows: QuerySet, most: int) -> tuple[list[Any], int]:
    """What a panel shows of rows in order, and how many there are in all; they are counted only where not all are
    shown."""
    found = list(rows[: most + 1])
    return found[:most], len(found) if len(found) <= most else rows.count()


_panels: dict[str, dict[str, Panel]] = defaultdict(dict)


def register(place: str, panel: Panel) -> None:
    """Put a panel in a place such as "start" or "supplier"; the same name again replaces it."""
    _panels[place][panel.name] = panel


def panels_for(place: str, request: HttpRequest, obj: Any = None) -> list[PlacedPanel]:
    """The panels of a place that have something to show this reader about `obj`, in order."""
    placed = []
    for panel in sorted(_panels[place].values(), key=lambda panel: panel.order):
        context = panel.context(request, obj)
        if context is not None:
            placed.append(PlacedPanel(panel.name, panel.template, context, request))
    return placed
