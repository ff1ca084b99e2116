"""What goals, and their standing, can be."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Direction(models.TextChoices):
    """Whether more or less of what is measured is better."""

    UP = "up", _("more is better")
    DOWN = "down", _("less is better")


class Phase(models.TextChoices):
    """Where something that a decision sets stands on a day; never stored, it follows from its days."""

    PROPOSED = "proposed", pgettext_lazy("goal", "proposed")
    UPCOMING = "upcoming", pgettext_lazy("goal", "upcoming")
    IN_FORCE = "in_force", pgettext_lazy("goal", "in force")
    ENDED = "ended", pgettext_lazy("goal", "ended")


PHASE_TONES = {
    Phase.PROPOSED: "warning",
    Phase.UPCOMING: "info",
    Phase.IN_FORCE: "success",
    Phase.ENDED: "neutral",
}


class Standing(models.TextChoices):
    """How a goal does against the straight line from its baseline to its target."""

    REACHED = "reached", pgettext_lazy("goal", "reached")
    ON_TRACK = "on_track", pgettext_lazy("goal", "on track")
    BEHIND = "behind", pgettext_lazy("goal", "behind")
    MISSED = "missed", pgettext_lazy("goal", "missed")
    UNMEASURED = "unmeasured", pgettext_lazy("goal", "not measured yet")


STANDING_TONES = {
    Standing.REACHED: "success",
    Standing.ON_TRACK: "success",
    Standing.BEHIND: "warning",
    Standing.MISSED: "danger",
    Standing.UNMEASURED: "neutral",
}


class Trend(models.TextChoices):
    """What the latest measurement says against the one before it."""

    BETTER = "better", pgettext_lazy("goal", "better than before")
    SAME = "same", pgettext_lazy("goal", "as before")
    WORSE = "worse", pgettext_lazy("goal", "worse than before")
    UNKNOWN = "unknown", pgettext_lazy("goal", "nothing to compare with yet")
