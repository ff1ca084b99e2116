"""How a benefit is reckoned, and its course from a draft to a figure that a second person has reviewed."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.workflow.machine import Machine, Transition


class Method(models.TextChoices):
    """What a benefit is reckoned against."""

    PRICE_BEFORE = "price_before", _("price against before")
    PRICE_LIST = "price_list", _("price against list")
    PRICE_BENCHMARK = "price_benchmark", _("price against benchmark")
    PROCESS = "process", _("process cost")
    AVOIDED = "avoided", _("avoided fines and costs")


#: One price is saved once, whatever it is compared with: these exclude each other.
PRICE_METHODS = (Method.PRICE_BEFORE, Method.PRICE_LIST, Method.PRICE_BENCHMARK)


class BenefitKind(models.TextChoices):
    """What a benefit consists in. A member has one standing benefit of each kind under an agreement in a year."""

    PRICE = "price", _("lower price")
    PROCESS = "process", _("process cost")
    AVOIDED = "avoided", _("avoided fines and costs")


def kind_of(method: str) -> BenefitKind:
    """The kind that a method belongs to."""
    return BenefitKind.PRICE if method in PRICE_METHODS else BenefitKind(method)


class BenefitState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("benefit", "draft")
    CLAIMED = "claimed", pgettext_lazy("benefit", "claimed")
    REVIEWED = "reviewed", pgettext_lazy("benefit", "reviewed")
    WITHDRAWN = "withdrawn", pgettext_lazy("benefit", "withdrawn")


#: Those that count.
STANDING = (BenefitState.CLAIMED, BenefitState.REVIEWED)

BENEFIT_TONES = {
    BenefitState.DRAFT: "neutral",
    BenefitState.CLAIMED: "info",
    BenefitState.REVIEWED: "success",
    BenefitState.WITHDRAWN: "neutral",
}

BENEFIT = Machine(
    "benefit",
    [
        Transition("claimed", (BenefitState.DRAFT,), BenefitState.CLAIMED),
        Transition("reviewed", (BenefitState.CLAIMED,), BenefitState.REVIEWED),
        Transition("sent_back", (BenefitState.CLAIMED,), BenefitState.DRAFT),
        Transition(
            "withdrawn", (BenefitState.DRAFT, BenefitState.CLAIMED, BenefitState.REVIEWED), BenefitState.WITHDRAWN
        ),
    ],
)
