"""Whom the checks of goals are for."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from agreements.querysets.follow_up import cared_for_by
from agreements.states import AgreementStatus
from agreements.states.goals import GoalCheckState
from portal.accounts.actor import actor_of


class OfAgreementQuerySet(models.QuerySet):
    """What is followed up for goals: read by those who belong to the agreement's cooperation, and by those who follow
    the agreement up; of a draft by the latter only. Suppliers and the public see nothing of it."""

    agreement = "agreement__"

    def visible_to(self, user: Any) -> Self:
        actor = actor_of(user)
        if actor.is_administrator:
            return self
        belonging = Q(**{f"{self.agreement}cooperation__in": actor.cooperations})
        published = ~Q(**{f"{self.agreement}status": AgreementStatus.DRAFT})
        return self.filter(cared_for_by(actor, self.agreement) | belonging & published)


class GoalCheckQuerySet(OfAgreementQuerySet):
    def followed(self) -> "GoalCheckQuerySet":
        return self.filter(state=GoalCheckState.FOLLOWED)


class GoalFindingQuerySet(OfAgreementQuerySet):
    agreement = "goal_check__agreement__"
