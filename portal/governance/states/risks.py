"""How a risk is judged, and what becomes of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.workflow.machine import Machine, Transition


class Probability(models.IntegerChoices):
    """How likely it is to happen within the coming year."""

    RARE = 1, _("very unlikely")
    UNLIKELY = 2, _("unlikely")
    POSSIBLE = 3, _("possible")
    LIKELY = 4, _("likely")
    EXPECTED = 5, _("almost certain")


class Consequence(models.IntegerChoices):
    """What it means for the members if it happens."""

    NEGLIGIBLE = 1, _("negligible")
    MINOR = 2, _("minor")
    NOTICEABLE = 3, _("noticeable")
    SERIOUS = 4, _("serious")
    SEVERE = 5, _("very serious")


class Level(models.TextChoices):
    """How much a risk weighs: its probability times its consequence, 1 to 25."""

    LOW = "low", _("low")
    MEDIUM = "medium", _("medium")
    HIGH = "high", _("high")
    CRITICAL = "critical", _("very high")


#: The lowest product of each level, the highest level first.
FROM = {Level.CRITICAL: 16, Level.HIGH: 10, Level.MEDIUM: 5, Level.LOW: 1}
LEVEL_TONES = {Level.CRITICAL: "danger", Level.HIGH: "warning", Level.MEDIUM: "info", Level.LOW: "success"}


def level_of(score: int) -> Level:
    """The level of a product of probability and consequence."""
    return next(level for level, lowest in FROM.items() if score >= lowest)


def span_of(level: Level) -> tuple[int, int]:
    """The lowest and the highest product of a level."""
    above = [lowest for lowest in FROM.values() if lowest > FROM[level]]
    return FROM[level], min(above, default=26) - 1


class RiskState(models.TextChoices):
    OPEN = "open", _("open")
    WATCHED = "watched", _("watched")
    CLOSED = "closed", _("closed")


RISK_TONES = {RiskState.OPEN: "warning", RiskState.WATCHED: "info", RiskState.CLOSED: "neutral"}
#: Those that have to be reviewed and count among the risks of the cooperation.
STANDING = (RiskState.OPEN, RiskState.WATCHED)

RISK = Machine(
    "risk",
    [
        Transition("watch", (RiskState.OPEN,), RiskState.WATCHED),
        Transition("close", STANDING, RiskState.CLOSED),
        Transition("reopen", (RiskState.WATCHED, RiskState.CLOSED), RiskState.OPEN),
    ],
)
