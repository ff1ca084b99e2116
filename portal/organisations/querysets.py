"""What of the organisations, cooperations and groups a person sees."""

from datetime import date
from typing import Any

from django.db import models

from portal.accounts.actor import actor_of
from portal.organisations.periods import valid_on


class OrganisationQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "OrganisationQuerySet":
        """Contracting authorities are public."""
        return self

    def alphabetical(self, alphabet: str = "sv") -> "OrganisationQuerySet":
        """In the reader's alphabet: å ä ö or æ ø å last."""
        return self.order_by(f"sort_{alphabet}", "pk")

    def members_of(self, cooperation: Any, day: date) -> "OrganisationQuerySet":
        """The organisations that are members of a cooperation on a day."""
        return self.filter(valid_on(day, "memberships__"), memberships__cooperation=cooperation)


class CooperationQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "CooperationQuerySet":
        """Which cooperations exist is public."""
        return self


class MembershipQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "MembershipQuerySet":
        """Who belongs to a cooperation is public."""
        return self

    def on(self, day: date) -> "MembershipQuerySet":
        return self.filter(valid_on(day))


class GroupQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "GroupQuerySet":
        """Groups are seen by those who belong to the cooperation, and by the administrator."""
        actor = actor_of(user)
        return self if actor.is_administrator else self.filter(cooperation__in=actor.cooperations)
