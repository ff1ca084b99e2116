"""What an organisation answered to the question whether it takes part, and the steps between the answers."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.workflow.machine import Machine, Transition


class ParticipationState(models.TextChoices):
    """``OPTION`` may join while the agreement runs, because it is named in the notice; ``WITHDRAWN`` was asked, and
    then no longer; ``LEFT_OUT`` was passed by on purpose, so that a company is in or out explicitly."""

    INVITED = "invited", pgettext_lazy("organisation", "invited")
    JOINS = "joins", _("takes part")
    OPTION = "option", _("takes an option")
    DECLINED = "declined", pgettext_lazy("organisation", "declines")
    WITHDRAWN = "withdrawn", pgettext_lazy("organisation", "invitation withdrawn")
    LEFT_OUT = "left_out", pgettext_lazy("organisation", "left out")


#: Named in the notice as an eligible buyer.
NAMED = (ParticipationState.JOINS, ParticipationState.OPTION)
NOT_ASKED = (ParticipationState.WITHDRAWN, ParticipationState.LEFT_OUT)
#: Asked, and has answered or may still answer.
ASKED = (ParticipationState.INVITED, ParticipationState.JOINS, ParticipationState.OPTION, ParticipationState.DECLINED)

PARTICIPATION = Machine(
    "participation",
    [
        Transition("joined", ASKED, ParticipationState.JOINS),
        Transition("took_option", ASKED, ParticipationState.OPTION),
        Transition("declined", ASKED, ParticipationState.DECLINED),
        Transition("withdrawn", ASKED, ParticipationState.WITHDRAWN),
        Transition("invited_again", NOT_ASKED, ParticipationState.INVITED),
    ],
)
