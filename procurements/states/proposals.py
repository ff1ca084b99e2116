"""The states of a proposal: it is proposed, and the working group decides what becomes of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.workflow.machine import Machine, Transition


class ProposalState(models.TextChoices):
    """``PROPOSED`` awaits the working group; every other state is an answer. One that is merged shares the answer of
    the one it went into."""

    PROPOSED = "proposed", pgettext_lazy("proposal", "proposed")
    TOGETHER = "together", _("procure together")
    MEMBERS = "members", _("left to the members")
    NATIONAL = "national", _("referred to a national agreement")
    LATER = "later", pgettext_lazy("proposal", "later")
    MERGED = "merged", pgettext_lazy("proposal", "merged into another")


#: What the working group answers, by the step that leads there.
OUTCOMES = {
    "chosen": ProposalState.TOGETHER,
    "left_to_members": ProposalState.MEMBERS,
    "referred": ProposalState.NATIONAL,
    "put_off": ProposalState.LATER,
}
DECIDED = tuple(OUTCOMES.values())

PROPOSAL = Machine(
    "proposal",
    [
        *(Transition(name, (ProposalState.PROPOSED,), state) for name, state in OUTCOMES.items()),
        Transition("merged", (ProposalState.PROPOSED,), ProposalState.MERGED),
        Transition("taken_up", (*DECIDED, ProposalState.MERGED), ProposalState.PROPOSED),
    ],
)


class VoteValue(models.TextChoices):
    """What a municipality says to procuring it together; the names of ``portal.law.voting``."""

    FOR = "for", pgettext_lazy("vote", "for")
    AGAINST = "against", pgettext_lazy("vote", "against")
    ABSTAINS = "abstains", pgettext_lazy("vote", "abstains")


class Area(models.TextChoices):
    """The two fields into which members sort what they propose."""

    SOCIAL = "social", _("social")
    TECHNICAL = "technical", _("technical")
    OTHER = "other", pgettext_lazy("area of a proposal", "other")


class Effort(models.TextChoices):
    """How much work the procurement would be for the office and the members' experts."""

    SMALL = "small", pgettext_lazy("effort", "small")
    MEDIUM = "medium", pgettext_lazy("effort", "medium")
    LARGE = "large", pgettext_lazy("effort", "large")


class Priority(models.TextChoices):
    LOW = "low", pgettext_lazy("priority", "low")
    NORMAL = "normal", pgettext_lazy("priority", "normal")
    HIGH = "high", pgettext_lazy("priority", "high")
