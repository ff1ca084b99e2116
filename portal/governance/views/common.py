"""What the pages of governance have in common."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from portal.accounts.actor import actor_of
from portal.organisations.models import Cooperation


def crumbs(cooperation: Cooperation, *more: Any) -> list[tuple[Any, str]]:
    """The way to a page: the cooperation, and what lies between."""
    return [(str(o), o.get_absolute_url()) for o in (cooperation, *more)]


def own_cooperation(request: HttpRequest, pk: int) -> Cooperation:
    """A cooperation that the reader belongs to, or any for the administrator; 404 for all others."""
    actor = actor_of(request.user)
    found = Cooperation.objects.visible_to(request.user)
    return get_object_or_404(found if actor.is_administrator else found.filter(pk__in=actor.cooperations), pk=pk)
