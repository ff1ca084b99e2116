"""Who is acting, and what they may do: the one place that answers it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """The roles of a purchasing cooperation; each is held at a place (see ``Grant``)."""

    ADMINISTRATOR = "administrator", _("administrator")
    MANAGER = "regional_manager", _("regional manager")
    OFFICER = "procurement_officer", _("procurement officer")
    CONTACT = "purchasing_contact", _("purchasing contact")
    PURCHASER = "purchaser", _("purchaser")
    WORKING_GROUP = "working_group_member", _("working group member")
    STEERING_GROUP = "steering_group_member", _("steering group member")
    EXPERT = "agreement_group_expert", _("agreement group expert")
    SUPPLIER = "supplier", _("supplier")


class Place(StrEnum):
    """What a grant can be tied to."""

    COOPERATION = "cooperation"
    ORGANISATION = "organisation"
    GROUP = "group"
    SUPPLIER = "supplier"


@dataclass(frozen=True)
class Grant:
    """A role held today, and where. A role for the whole installation (administrator) has no place."""

    role: str
    cooperation: int | None = None
    organisation: int | None = None
    group: int | None = None
    supplier: int | None = None


@dataclass(frozen=True)
class Actor:
    """A user with all grants of today. Somebody who is not signed in is an actor without grants."""

    user: Any
    grants: tuple[Grant, ...] = field(default=())

    def has(self, *roles: str, **place: int | None) -> bool:
        """Whether one of the roles is held, at the given place (``cooperation=…``) where one is given."""
        return any(
            grant.role in roles and all(getattr(grant, kind) == pk for kind, pk in place.items())
            for grant in self.grants
        )

    def places(self, kind: str, *roles: str) -> frozenset[int]:
        """The ids of the places of a kind at which one of the roles (any, if none is named) is held."""
        return frozenset(
            pk
            for grant in self.grants
            if (not roles or grant.role in roles) and (pk := getattr(grant, kind)) is not None
        )

    @cached_property
    def is_administrator(self) -> bool:
        return self.has(Role.ADMINISTRATOR)

    @cached_property
    def office(self) -> frozenset[int]:
        """The cooperations whose office this actor works in: regional manager or procurement officer there."""
        return self.places(Place.COOPERATION, Role.MANAGER, Role.OFFICER)

    @cached_property
    def cooperations(self) -> frozenset[int]:
        """The cooperations this actor belongs to, in whatever role."""
        return self.places(Place.COOPERATION)

    @cached_property
    def organisations(self) -> frozenset[int]:
        """The organisations this actor acts for."""
        return self.places(Place.ORGANISATION)

    @cached_property
    def suppliers(self) -> frozenset[int]:
        """The suppliers this actor acts for."""
        return self.places(Place.SUPPLIER)

    @property
    def signed_in(self) -> bool:
        return bool(getattr(self.user, "is_authenticated", False))


Provider = Callable[[Any], Iterable[Grant]]
_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Have a provider asked for a user's grants; called from an app's ``ready()``."""
    _providers.append(provider)


def roles_of(user: Any) -> tuple[Grant, ...]:
    """The grants that today's appointments and seats give a person, whether the account is open or closed."""
    return tuple(grant for provider in _providers for grant in provider(user))


def actor_of(user: Any) -> Actor:
    """The actor behind a user, resolved once and kept on the user object (so once per request)."""
    actor: Actor | None = getattr(user, "_actor", None)
    if actor is None:
        grants = roles_of(user) if user is not None and user.is_authenticated and user.is_active else ()
        actor = Actor(user, grants)
        if user is not None:
            user._actor = actor
    return actor


def forget(user: Any) -> None:
    """Have the user's grants resolved anew, after they changed within a request."""
    if hasattr(user, "_actor"):
        del user._actor
