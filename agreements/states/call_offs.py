"""The statuses of call-offs, mini-competitions and off-contract notices, and the steps between them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.workflow.machine import Machine, Transition


class CallOffStatus(models.TextChoices):
    MADE = "made", pgettext_lazy("call-off", "made")
    COMPLETED = "completed", pgettext_lazy("call-off", "completed")
    CANCELLED = "cancelled", pgettext_lazy("call-off", "cancelled")


CALL_OFF_TONES = {
    CallOffStatus.MADE: "success",
    CallOffStatus.COMPLETED: "neutral",
    CallOffStatus.CANCELLED: "danger",
}

CALL_OFF = Machine(
    "call_off",
    [
        Transition("completed", (CallOffStatus.MADE,), CallOffStatus.COMPLETED),
        Transition("cancelled", (CallOffStatus.MADE,), CallOffStatus.CANCELLED),
    ],
)


class CompetitionStatus(models.TextChoices):
    DRAFT = "draft", _("draft")
    INVITED = "invited", pgettext_lazy("mini-competition", "answers awaited")
    AWARDED = "awarded", pgettext_lazy("mini-competition", "awarded")
    CANCELLED = "cancelled", pgettext_lazy("mini-competition", "cancelled")


COMPETITION_TONES = {
    CompetitionStatus.DRAFT: "warning",
    CompetitionStatus.INVITED: "info",
    CompetitionStatus.AWARDED: "success",
    CompetitionStatus.CANCELLED: "danger",
}

COMPETITION = Machine(
    "mini_competition",
    [
        Transition("invited", (CompetitionStatus.DRAFT,), CompetitionStatus.INVITED),
        Transition("awarded", (CompetitionStatus.INVITED,), CompetitionStatus.AWARDED),
        Transition("cancelled", (CompetitionStatus.DRAFT, CompetitionStatus.INVITED), CompetitionStatus.CANCELLED),
    ],
)


class AnswerKind(models.TextChoices):
    """What an invited supplier answered."""

    TENDER = "tender", pgettext_lazy("mini-competition", "tender")
    DECLINED = "declined", pgettext_lazy("mini-competition", "declined")
    LATE = "late", pgettext_lazy("mini-competition", "came too late")


class OffContractReason(models.TextChoices):
    """Why somebody buys outside an agreement that binds the organisation (avsteg)."""

    MISSING = "missing", _("the agreement lacks the article or service")
    CAPACITY = "capacity", _("the supplier could not deliver in time")
    URGENT = "urgent", _("urgent need")
    COMPATIBILITY = "compatibility", _("must fit what the organisation has")
    QUALITY = "quality", _("quality or non-conformity")
    PRICE = "price", _("lower price elsewhere")
    UNAWARE = "unaware", _("the agreement was not known")
    OTHER = "other", _("another reason")


class OffContractStatus(models.TextChoices):
    NOTED = "noted", pgettext_lazy("off-contract notice", "noted")
    WITHDRAWN = "withdrawn", pgettext_lazy("off-contract notice", "withdrawn")


OFF_CONTRACT_TONES = {OffContractStatus.NOTED: "warning", OffContractStatus.WITHDRAWN: "neutral"}

OFF_CONTRACT = Machine(
    "off_contract",
    [Transition("withdrawn", (OffContractStatus.NOTED,), OffContractStatus.WITHDRAWN)],
)
