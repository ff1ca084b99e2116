"""What of the register a person sees, and the filters that have a name."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q

from agreements.states import AgreementStatus
from portal.accounts.actor import actor_of


class AgreementQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "AgreementQuerySet":
        """Published and terminated agreements are public; drafts are seen by the office of their cooperation, by the
        owner's purchasing contact and by the responsible officer."""
        actor = actor_of(user)
        if actor.is_administrator:
            return self
        public = ~Q(status=AgreementStatus.DRAFT)
        if not actor.signed_in:
            return self.filter(public)
        contact_of = actor.places("organisation", "purchasing_contact")
        return self.filter(
            public | Q(cooperation__in=actor.office) | Q(owner__in=contact_of) | Q(responsible=actor.user.pk)
        )

    def in_force(self, day: date) -> "AgreementQuerySet":
        """Published, begun, and not past the last day to call off."""
        return self.filter(
            Q(last_day__gte=day) | Q(last_day=None), status=AgreementStatus.PUBLISHED, starts_on__lte=day
        )

    def upcoming(self, day: date) -> "AgreementQuerySet":
        return self.filter(status=AgreementStatus.PUBLISHED, starts_on__gt=day)

    def expired(self, day: date) -> "AgreementQuerySet":
        return self.filter(status=AgreementStatus.PUBLISHED, last_day__lt=day)

    def alphabetical(self, alphabet: str = "sv") -> "AgreementQuerySet":
        return self.order_by(f"sort_{alphabet}", "pk")
