"""The links of needs and requirements to goals that a person made, and the checks that requirements became."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from agreements.models import GoalCheck
from portal.governance.models import Goal
from procurements.models.needs import Need
from procurements.models.requirements import Requirement


class GoalLink(models.Model):
    """That somebody says: this serves the goal. Without a goal: somebody looked at what was typed, and none fits."""

    goal = models.ForeignKey(
        Goal, models.PROTECT, null=True, blank=True, related_name="%(class)s_links", verbose_name=_("goal")
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        abstract = True
        ordering = ["id"]


class RequirementGoal(GoalLink):
    """A goal that a requirement serves."""

    requirement = models.ForeignKey(Requirement, models.CASCADE, related_name="goal_links")

    class Meta(GoalLink.Meta):
        constraints = [
            models.UniqueConstraint(fields=["requirement", "goal"], nulls_distinct=False, name="requirement_goal_once")
        ]

    def __str__(self) -> str:
        return f"{self.requirement}: {self.goal}"


class NeedGoal(GoalLink):
    """A goal that a need serves."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="goal_links")

    class Meta(GoalLink.Meta):
        constraints = [models.UniqueConstraint(fields=["need", "goal"], nulls_distinct=False, name="need_goal_once")]

    def __str__(self) -> str:
        return f"{self.need}: {self.goal}"


class RequirementCheck(models.Model):
    """The check of an agreement that a requirement of its procurement became."""

    requirement = models.ForeignKey(Requirement, models.PROTECT, related_name="checks")
    goal_check = models.OneToOneField(GoalCheck, models.CASCADE, related_name="asked_by")

    def __str__(self) -> str:
        return f"{self.requirement}: {self.goal_check}"
