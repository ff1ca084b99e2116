"""Which people a person sees."""

from collections.abc import Callable
from typing import Any

from django.db import models
from django.db.models import Q

from portal.accounts.actor import Actor, actor_of

Circle = Callable[[Actor], Q]
_circles: list[Circle] = []


def register_circle(circle: Circle) -> None:
    """Have a circle widen what an actor sees of people, such as the office those of its cooperation. Called from an
    upper app's ``ready()``; a circle answers a condition on users."""
    _circles.append(circle)


class UserQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "UserQuerySet":
        """People see themselves and those of their circles; the administrator sees everybody."""
        actor = actor_of(user)
        if actor.is_administrator:
            return self
        if not actor.signed_in:
            return self.none()
        seen = Q(pk=actor.user.pk)
        for circle in _circles:
            seen |= circle(actor)
        return self.filter(seen)
