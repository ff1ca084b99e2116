"""The states of a requirement and of the specification that the requirements make up."""

from django.db import models
from django.utils.translation import pgettext_lazy

from portal.workflow.machine import Machine, Transition
from procurements.states.stages import Stage


class RequirementKind(models.TextChoices):
    """Functional: what is to be achieved. Detailed: how it is to be."""

    FUNCTIONAL = "functional", pgettext_lazy("requirement", "functional")
    DETAILED = "detailed", pgettext_lazy("requirement", "detailed")


class Strength(models.TextChoices):
    """Mandatory: a tender that does not meet it is rejected. Weighted: it counts when tenders are compared."""

    MANDATORY = "mandatory", pgettext_lazy("requirement", "mandatory")
    WEIGHTED = "weighted", pgettext_lazy("requirement", "weighted")


class RequirementState(models.TextChoices):
    PROPOSED = "proposed", pgettext_lazy("requirement", "proposed")
    ACCEPTED = "accepted", pgettext_lazy("requirement", "accepted")
    DECLINED = "declined", pgettext_lazy("requirement", "declined")


REQUIREMENT = Machine(
    "requirement",
    [
        Transition("accepted", (RequirementState.PROPOSED, RequirementState.DECLINED), RequirementState.ACCEPTED),
        Transition("declined", (RequirementState.PROPOSED, RequirementState.ACCEPTED), RequirementState.DECLINED),
        Transition("proposed_again", (RequirementState.ACCEPTED, RequirementState.DECLINED), RequirementState.PROPOSED),
    ],
)


class SpecificationState(models.TextChoices):
    """Open: it is being written. Put forward: the agreement group answers, and nothing of it is changed."""

    OPEN = "open", pgettext_lazy("specification", "being written")
    PUT_FORWARD = "put_forward", pgettext_lazy("specification", "put forward for approval")
    APPROVED = "approved", pgettext_lazy("specification", "approved")


SPECIFICATION = Machine(
    "specification",
    [
        Transition("put_forward", (SpecificationState.OPEN,), SpecificationState.PUT_FORWARD),
        Transition("approved", (SpecificationState.PUT_FORWARD,), SpecificationState.APPROVED),
        Transition(
            "opened_again", (SpecificationState.PUT_FORWARD, SpecificationState.APPROVED), SpecificationState.OPEN
        ),
    ],
)

#: The stages of a procurement in which its requirements are written; from ready on they stand as they were approved.
WRITTEN_IN = (Stage.DRAFT, Stage.PLANNED, Stage.PARTICIPATION, Stage.DIALOGUE, Stage.SPECIFICATION)
