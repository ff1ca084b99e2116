"""Which requirements a person sees, and how they are put in order and counted."""

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Count, F, Min, Prefetch, Q, Sum, Window

from portal.governance.models import Goal
from portal.law.secrecy import Part
from procurements.querysets.parts import seeing
from procurements.states.requirements import RequirementState, Strength


class RequirementQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "RequirementQuerySet":
        """Accepted ones as the specification is seen; what is proposed or declined as its drafting is."""
        accepted = Q(state=RequirementState.ACCEPTED) & seeing(user, Part.REQUIREMENTS, "procurement__")
        return self.filter(accepted | seeing(user, Part.DRAFTING, "procurement__"))

    def accepted(self) -> "RequirementQuerySet":
        return self.filter(state=RequirementState.ACCEPTED)

    def in_order(self) -> "RequirementQuerySet":
        """Section by section, a section where its first requirement stands."""
        first = Window(Min("position"), partition_by=[F("procurement"), F("heading")])
        return self.annotate(section_position=first).order_by("procurement", "section_position", "position", "number")

    def with_comments(self) -> "RequirementQuerySet":
        """Say of each how many ``threads`` of comments it has, and how many of them are ``open_threads``."""
        threads = Q(comments__thread=None)
        return self.annotate(
            threads=Count("comments", filter=threads),
            open_threads=Count("comments", filter=threads & Q(comments__resolved_at=None)),
        )

    def with_goals(self, user: Any) -> "RequirementQuerySet":
        """With ``served``, the links to goals that a person sees, read for all at once."""
        links = self.model.goal_links.rel.related_model.objects.filter(goal__in=Goal.objects.visible_to(user))
        return self.prefetch_related(Prefetch("goal_links", queryset=links.select_related("goal"), to_attr="served"))

    def summed(self) -> dict[str, Any]:
        """How many are ``accepted`` and ``proposed``, and what the accepted ones ``weigh`` together, in per cent."""
        accepted = Q(state=RequirementState.ACCEPTED)
        return self.aggregate(
            accepted=Count("pk", filter=accepted),
            proposed=Count("pk", filter=Q(state=RequirementState.PROPOSED)),
            weigh=Sum("weight", filter=accepted & Q(strength=Strength.WEIGHTED), default=Decimal(0)),
        )

    def weight(self) -> Decimal:
        """The sum of the weights, in per cent; zero where nothing is weighted."""
        return self.filter(strength=Strength.WEIGHTED).aggregate(sum=Sum("weight"))["sum"] or Decimal(0)
