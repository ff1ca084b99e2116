"""The stored statuses of an agreement, the steps between them, and the kinds and levels there are.

In force, upcoming and expired follow from dates and are never stored.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.law.periods import State
from portal.workflow.machine import Machine, Transition


class AgreementStatus(models.TextChoices):
    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    TERMINATED = "terminated", _("terminated")


#: What an agreement is on a day, in words and as the tone of its tag.
STATE_LABELS = {
    State.IN_FORCE: _("in force"),
    State.UPCOMING: _("upcoming"),
    State.DRAFT: _("draft"),
    State.EXPIRED: _("expired"),
    State.TERMINATED: _("terminated"),
}
STATE_TONES = {
    State.IN_FORCE: "success",
    State.UPCOMING: "info",
    State.DRAFT: "warning",
    State.EXPIRED: "neutral",
    State.TERMINATED: "danger",
}


class AgreementKind(models.TextChoices):
    FRAMEWORK = "framework", _("framework agreement")
    CONTRACT = "contract", _("contract")
    PARTNERSHIP = "partnership", _("partnership")
    DPS = "dps", _("dynamic purchasing system")


class AgreementLevel(models.TextChoices):
    NATIONAL = "national", pgettext_lazy("agreement level", "national")
    REGIONAL = "regional", pgettext_lazy("agreement level", "regional")
    LOCAL = "local", pgettext_lazy("agreement level", "local")


class CallOffMethod(models.TextChoices):
    """How a buyer finds its supplier within a lot (2014/24/EU art. 33(3) to (5))."""

    SINGLE = "single", _("the only supplier")
    RANKING = "ranking", _("ranking")
    MINI_COMPETITION = "mini_competition", _("mini-competition")
    CONDITIONS = "conditions", _("objective conditions")
    SHARES = "shares", _("stated shares")


class OptionState(models.TextChoices):
    OPEN = "open", pgettext_lazy("extension option", "open")
    USED = "used", pgettext_lazy("extension option", "used")
    DECLINED = "declined", pgettext_lazy("extension option", "declined")
    LAPSED = "lapsed", pgettext_lazy("extension option", "lapsed")


MACHINE = Machine(
    "agreement",
    [
        Transition("published", (AgreementStatus.DRAFT,), AgreementStatus.PUBLISHED),
        Transition("terminated", (AgreementStatus.PUBLISHED,), AgreementStatus.TERMINATED),
    ],
)
