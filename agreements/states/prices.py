"""The stored statuses of a price list and the steps between them. In force follows from dates and is never stored."""

from django.db import models
from django.utils.translation import pgettext_lazy

from portal.workflow.machine import Machine, Transition


class PriceListStatus(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("price list", "draft")
    APPROVED = "approved", pgettext_lazy("price list", "approved")
    REPLACED = "replaced", pgettext_lazy("price list", "replaced")
    WITHDRAWN = "withdrawn", pgettext_lazy("price list", "withdrawn")


#: Lists that hold, or have held, from their first day to their last.
BINDING = (PriceListStatus.APPROVED, PriceListStatus.REPLACED)

PRICE_LIST_TONES = {
    PriceListStatus.DRAFT: "warning",
    PriceListStatus.APPROVED: "success",
    PriceListStatus.REPLACED: "neutral",
    PriceListStatus.WITHDRAWN: "danger",
}

PRICE_LIST = Machine(
    "price_list",
    [
        Transition("approved", (PriceListStatus.DRAFT,), PriceListStatus.APPROVED),
        Transition("replaced", (PriceListStatus.APPROVED,), PriceListStatus.REPLACED),
        Transition("reinstated", (PriceListStatus.REPLACED,), PriceListStatus.APPROVED),
        Transition("withdrawn", (PriceListStatus.APPROVED,), PriceListStatus.WITHDRAWN),
    ],
)
