"""What of strategies, goals and measurements a person sees."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Case, CharField, Prefetch, Q, Value, When

from portal.accounts.actor import actor_of
from portal.governance.states.goals import Phase


def being(phase: str, day: date) -> Q:
    """What is in a phase on a day, as ``phase_on`` says of one."""
    match phase:
        case Phase.PROPOSED:
            return Q(decision=None)
        case Phase.UPCOMING:
            return Q(valid_from__gt=day)
        case Phase.IN_FORCE:
            return Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gte=day))
        case _:
            return Q(valid_to__lt=day)


class AdoptedQuerySet(models.QuerySet):
    """What decisions set: those who belong to the cooperation see all of it, everybody what a public decision set."""

    cooperation = "cooperation"

    def visible_to(self, user: Any) -> Self:
        actor = actor_of(user)
        if actor.is_administrator:
            return self
        return self.filter(Q(decision__is_public=True) | Q(**{f"{self.cooperation}__in": actor.cooperations}))

    def of_cooperation(self, cooperation_id: int) -> Self:
        return self.filter(**{self.cooperation: cooperation_id})

    def in_force(self, day: date) -> Self:
        return self.filter(being(Phase.IN_FORCE, day))

    def with_phase(self, day: date) -> Self:
        """With ``phase``, that of the day."""
        whens = [When(being(phase, day), then=Value(phase.value)) for phase in (Phase.PROPOSED, Phase.ENDED)]
        upcoming = When(being(Phase.UPCOMING, day), then=Value(Phase.UPCOMING.value))
        phase = Case(*whens, upcoming, default=Value(Phase.IN_FORCE.value), output_field=CharField())
        return self.annotate(phase=phase)


class StrategyQuerySet(AdoptedQuerySet):
    pass


class GoalQuerySet(AdoptedQuerySet):
    cooperation = "strategy__cooperation"

    def with_figures(self) -> "GoalQuerySet":
        """With ``figures``, the measurements that stand, read for all at once."""
        standing = self.model._meta.get_field("measurements").related_model.objects.standing()
        return self.prefetch_related(Prefetch("measurements", queryset=standing, to_attr="figures"))


class MeasurementQuerySet(models.QuerySet):
    def standing(self) -> "MeasurementQuerySet":
        """Those that count: what was corrected does not."""
        return self.filter(stands=True)
