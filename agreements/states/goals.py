"""The course of a check of what a goal asks of an agreement."""

from django.db import models
from django.utils.translation import pgettext_lazy

from portal.workflow.machine import Machine, Transition


class GoalCheckState(models.TextChoices):
    FOLLOWED = "followed", pgettext_lazy("goal check", "followed up")
    DROPPED = "dropped", pgettext_lazy("goal check", "dropped")


GOAL_CHECK_TONES = {GoalCheckState.FOLLOWED: "info", GoalCheckState.DROPPED: "neutral"}

GOAL_CHECK = Machine(
    "goal_check",
    [Transition("dropped", (GoalCheckState.FOLLOWED,), GoalCheckState.DROPPED)],
)
