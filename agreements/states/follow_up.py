"""The words of follow-up: levels of dialogue, tiers of effort, and the statuses of what is agreed and of what fails."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.law import follow_up
from portal.workflow.machine import Machine, Transition


class DialogueLevel(models.TextChoices):
    """At which level of both organisations something is agreed and done."""

    STRATEGIC = "strategic", _("strategic")
    TACTICAL = "tactical", _("tactical")
    OPERATIONAL = "operational", _("operational")


class ActivityState(models.TextChoices):
    OPEN = "open", pgettext_lazy("activity", "open")
    DONE = "done", pgettext_lazy("activity", "done")
    DROPPED = "dropped", pgettext_lazy("activity", "dropped")


ACTIVITY_TONES = {ActivityState.OPEN: "info", ActivityState.DONE: "success", ActivityState.DROPPED: "neutral"}

ACTIVITY = Machine(
    "activity",
    [
        Transition("done", (ActivityState.OPEN,), ActivityState.DONE),
        Transition("dropped", (ActivityState.OPEN,), ActivityState.DROPPED),
    ],
)


class ObligationKind(models.TextChoices):
    COMING_LAW = "coming_law", _("follows coming law")
    SERVICE_LEVEL = "service_level", _("service level")
    OTHER = "other", pgettext_lazy("obligation", "other")


class CheckResult(models.TextChoices):
    """What the last check of an obligation found."""

    MET = "met", pgettext_lazy("obligation", "met")
    PARTLY = "partly", pgettext_lazy("obligation", "partly met")
    NOT_MET = "not_met", pgettext_lazy("obligation", "not met")


CHECK_TONES = {CheckResult.MET: "success", CheckResult.PARTLY: "warning", CheckResult.NOT_MET: "danger"}


class NonConformityKind(models.TextChoices):
    NON_CONFORMITY = "non_conformity", _("non-conformity")
    COMPLAINT = "complaint", _("complaint")


class Severity(models.TextChoices):
    MINOR = "minor", pgettext_lazy("non-conformity", "minor")
    MAJOR = "major", pgettext_lazy("non-conformity", "serious")
    CRITICAL = "critical", pgettext_lazy("non-conformity", "critical")


SEVERITY_TONES = {Severity.MINOR: "neutral", Severity.MAJOR: "warning", Severity.CRITICAL: "danger"}


class NonConformityStatus(models.TextChoices):
    REPORTED = "reported", pgettext_lazy("non-conformity", "reported")
    SENT = "sent", pgettext_lazy("non-conformity", "sent to the supplier")
    ANSWERED = "answered", pgettext_lazy("non-conformity", "answered")
    ESCALATED = "escalated", pgettext_lazy("non-conformity", "escalated")
    CLOSED = "closed", pgettext_lazy("non-conformity", "closed")
    WITHDRAWN = "withdrawn", pgettext_lazy("non-conformity", "withdrawn")


#: Whoever meets one of these has something left to do.
UNSETTLED = (
    NonConformityStatus.REPORTED,
    NonConformityStatus.SENT,
    NonConformityStatus.ANSWERED,
    NonConformityStatus.ESCALATED,
)
NON_CONFORMITY_TONES = {
    NonConformityStatus.REPORTED: "warning",
    NonConformityStatus.SENT: "info",
    NonConformityStatus.ANSWERED: "info",
    NonConformityStatus.ESCALATED: "danger",
    NonConformityStatus.CLOSED: "success",
    NonConformityStatus.WITHDRAWN: "neutral",
}

#: An answer is accepted and closes it, or is not; then, or when none comes, it is taken a level higher.
NON_CONFORMITY = Machine(
    "non_conformity",
    [
        Transition("sent", (NonConformityStatus.REPORTED,), NonConformityStatus.SENT),
        Transition("answered", (NonConformityStatus.SENT,), NonConformityStatus.ANSWERED),
        Transition(
            "escalated", (NonConformityStatus.SENT, NonConformityStatus.ANSWERED), NonConformityStatus.ESCALATED
        ),
        Transition("closed", (NonConformityStatus.ANSWERED, NonConformityStatus.ESCALATED), NonConformityStatus.CLOSED),
        Transition("withdrawn", UNSETTLED, NonConformityStatus.WITHDRAWN),
    ],
)


class Tier(models.TextChoices):
    """How much effort the follow-up of an agreement is worth, as ``portal.law.follow_up`` ranks it."""

    A = follow_up.Tier.A.value, _("A: three times a year")
    B = follow_up.Tier.B.value, _("B: every year")
    C = follow_up.Tier.C.value, _("C: every second year")


TIER_TONES = {Tier.A: "info", Tier.B: "neutral", Tier.C: "neutral"}
