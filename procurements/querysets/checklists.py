"""Which templates and checks a person sees, and in which order they stand."""

from typing import Any

from django.db import models
from django.db.models import Case, Count, F, Q, Value, When

from portal.accounts.actor import actor_of
from portal.law.secrecy import Part
from procurements.querysets.parts import seeing
from procurements.states.checklists import CHECKED


def by_stage() -> Case:
    """The stages in the order of their way."""
    return Case(
        *(When(stage=stage, then=Value(place)) for place, stage in enumerate(CHECKED)),
        output_field=models.PositiveSmallIntegerField(),
    )


class ChecklistTemplateQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "ChecklistTemplateQuerySet":
        """An office sees its own templates and those that came with the portal; an administrator all of them."""
        actor = actor_of(user)
        if actor.is_administrator:
            return self
        if not actor.office:
            return self.none()
        return self.filter(Q(cooperation=None) | Q(cooperation__in=actor.office))

    def with_counts(self) -> "ChecklistTemplateQuerySet":
        """With how many ``rows`` each has, and how many of them are ``required``."""
        return self.annotate(rows=Count("items"), required=Count("items", filter=Q(items__is_required=True)))

    def offered_to(self, cooperation: Any) -> "ChecklistTemplateQuerySet":
        """The templates in use that a cooperation can choose from: its own first, then those that came with the portal,
        as far as its jurisdiction goes."""
        found = self.filter(is_active=True, jurisdiction=cooperation.jurisdiction)
        found = found.filter(Q(cooperation=None) | Q(cooperation=cooperation))
        return found.order_by(F("cooperation").asc(nulls_last=True), "procedure", "name", "pk")

    def fitting(self, procurement: Any) -> Any:
        """The template that a procurement begins with, or None: of its jurisdiction, the cooperation's own before those
        that came with the portal, and one for its procedure before one for all."""
        found = self.offered_to(procurement.cooperation).filter(procedure__in=("", procurement.procedure))
        return found.order_by(F("cooperation").asc(nulls_last=True), "-procedure", "pk").first()


class ChecklistItemQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "ChecklistItemQuerySet":
        """The office's own list: nobody else sees it."""
        return self.filter(seeing(user, Part.CHECKLIST, "procurement__"))

    def in_order(self) -> "ChecklistItemQuerySet":
        """Stage by stage, and within a stage by place."""
        return self.order_by(by_stage(), "position", "pk")
