"""Whom follow-up is for: those who care for the agreement, and what they share with the agreement's suppliers."""

from datetime import date
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q

from agreements.querysets.agreements import being
from agreements.states import AgreementStatus
from agreements.states.follow_up import ActivityState
from portal.accounts.actor import Actor, Place, Role, actor_of
from portal.law.periods import State


def cared_for_by(actor: Actor, prefix: str = "agreement__") -> Q:
    """The agreements that the actor follows up: as their office, as the owner's purchasing contact, as the responsible
    officer, or as the partner manager."""
    if not actor.signed_in:
        return Q(pk__in=[])
    return (
        Q(**{f"{prefix}cooperation__in": actor.office})
        | Q(**{f"{prefix}owner__in": actor.places(Place.ORGANISATION, Role.CONTACT)})
        | Q(**{f"{prefix}responsible": actor.user.pk})
        | Q(**{f"{prefix}partnership__manager": actor.user.pk})
    )


def supplied_by(actor: Actor) -> models.QuerySet:
    """The ids of the agreements in which a supplier of the actor has a place. Drafts are nobody's outside."""
    places = apps.get_model("agreements", "LotSupplier").objects.filter(supplier__in=actor.suppliers)
    return places.exclude(lot__agreement__status=AgreementStatus.DRAFT).values("lot__agreement")


def shared_with(user: Any) -> Q:
    """The agreements whose room is open to somebody: to both sides, and to the administrator."""
    actor = actor_of(user)
    published = ~Q(status=AgreementStatus.DRAFT)
    if actor.is_administrator:
        return published
    open_to = published & cared_for_by(actor, "")
    return open_to | Q(pk__in=supplied_by(actor)) if actor.suppliers else open_to


class SharedQuerySet(models.QuerySet):
    """What is agreed with one supplier of an agreement, or (without one) with all of them."""

    def visible_to(self, user: Any) -> "SharedQuerySet":
        """Those who follow the agreement up, and those suppliers whom it concerns."""
        actor = actor_of(user)
        if actor.is_administrator:
            return self
        seen = cared_for_by(actor)
        if actor.suppliers:
            seen |= Q(agreement__in=supplied_by(actor)) & (Q(supplier=None) | Q(supplier__in=actor.suppliers))
        return self.filter(seen)

    def concerning(self, supplier_id: int | None) -> "SharedQuerySet":
        """What is agreed with a supplier, alone or together with the others."""
        return self.filter(Q(supplier=None) | Q(supplier=supplier_id))


class ActivityQuerySet(SharedQuerySet):
    def open(self) -> "ActivityQuerySet":
        return self.filter(state=ActivityState.OPEN)


class NonConformityQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "NonConformityQuerySet":
        """The buyer's purchasers and contacts, those who follow the agreement up, and the supplier once it was sent
        there. Other members do not see what a neighbour complains of."""
        actor = actor_of(user)
        if actor.is_administrator:
            return self
        if not actor.signed_in:
            return self.none()
        return self.filter(
            cared_for_by(actor)
            | Q(buyer__in=actor.places(Place.ORGANISATION, Role.PURCHASER, Role.CONTACT))
            | Q(supplier__in=actor.suppliers, sent_at__isnull=False)
        )


class OwnSideQuerySet(models.QuerySet):
    """What the supplier never sees."""

    def visible_to(self, user: Any) -> "OwnSideQuerySet":
        """Those who follow the agreement up."""
        actor = actor_of(user)
        return self if actor.is_administrator else self.filter(cared_for_by(actor))


class PlanQuerySet(OwnSideQuerySet):
    def in_force(self, day: date) -> "PlanQuerySet":
        """The plans of agreements that can be used on a day: only these are followed up."""
        agreements = apps.get_model("agreements", "Agreement").objects.filter(being(State.IN_FORCE, day))
        return self.filter(agreement__in=agreements, next_on__isnull=False)
