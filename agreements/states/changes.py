"""The kinds of changes to an agreement (rule 12), their legal bases, and the steps of a change."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agreements.states.agreements import OptionState
from portal.workflow.machine import Machine, Transition


class ChangeKind(models.TextChoices):
    EXTENSION = "extension", _("extension")
    MAXIMUM = "maximum", _("maximum value")
    PRICE = "price", pgettext_lazy("change", "price")
    INDEX = "index", _("price by index")
    SUPPLIER_RENAMED = "supplier_renamed", _("supplier renamed")
    SUPPLIER_REPLACED = "supplier_replaced", _("supplier replaced")
    SUPPLIER_BANKRUPT = "supplier_bankrupt", _("supplier bankrupt")
    SCOPE = "scope", pgettext_lazy("change", "scope")
    OWNER = "owner", _("transfer of owner")
    TERMINATION = "termination", _("termination")


class LegalBasis(models.TextChoices):
    """The cases of 2014/24/EU art. 72 in which a modification needs no new procurement.

    ``OVERRUN`` is none of them: turnover past the maximum that has happened is recorded as what it is, and reported.
    """

    REVIEW_CLAUSE = "review_clause", _("a clear review clause or option (art. 72(1)(a))")
    ADDITIONAL = "additional", _("necessary additional deliveries (art. 72(1)(b))")
    UNFORESEEN = "unforeseen", _("unforeseeable circumstances (art. 72(1)(c))")
    SUCCESSOR = "successor", _("a new contractor takes the place of the old (art. 72(1)(d))")
    NOT_SUBSTANTIAL = "not_substantial", _("not substantial (art. 72(1)(e))")
    SMALL_VALUE = "small_value", _("small value, below 10 or 15 per cent and the threshold (art. 72(2))")
    OVERRUN = "overrun", _("no legal basis: an overrun that has happened")


class ChangeStatus(models.TextChoices):
    PROPOSED = "proposed", pgettext_lazy("change", "awaits confirmation")
    CONFIRMED = "confirmed", pgettext_lazy("change", "confirmed, takes effect on its day")
    IN_EFFECT = "in_effect", pgettext_lazy("change", "in effect")
    WITHDRAWN = "withdrawn", pgettext_lazy("change", "withdrawn")


CHANGE_TONES = {
    ChangeStatus.PROPOSED: "warning",
    ChangeStatus.CONFIRMED: "info",
    ChangeStatus.IN_EFFECT: "success",
    ChangeStatus.WITHDRAWN: "neutral",
}

CHANGE = Machine(
    "agreement_change",
    [
        Transition("confirmed", (ChangeStatus.PROPOSED,), ChangeStatus.CONFIRMED),
        Transition("took_effect", (ChangeStatus.CONFIRMED,), ChangeStatus.IN_EFFECT),
        Transition("withdrawn", (ChangeStatus.PROPOSED, ChangeStatus.CONFIRMED), ChangeStatus.WITHDRAWN),
    ],
)

OPTION = Machine(
    "extension_option",
    [
        Transition("used", (OptionState.OPEN,), OptionState.USED),
        Transition("declined", (OptionState.OPEN,), OptionState.DECLINED),
        Transition("lapsed", (OptionState.OPEN,), OptionState.LAPSED),
    ],
)
