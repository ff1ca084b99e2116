"""What an organisation answered to the question whether it takes part, and the steps between the answers."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.workflow.machine import Machine, Transition


class ParticipationState(models.TextChoices):
    """``OPTION`` may join while the agreement runs, because it is named in the notice; ``WITHDRAWN`` was asked, and
    then no longer."""

    INVITED = "invited", pgettext_lazy("organisation", "invited")
    JOINS = "joins", _("takes part")
    OPTION = "option", _("takes an option")
    DECLINED = "declined", pgettext_lazy("organisation", "declines")
    WITHDRAWN = "withdrawn", pgettext_lazy("organisation", "invitation withdrawn")


#: Named in the notice as an eligible buyer.
NAMED = (ParticipationState.JOINS, ParticipationState.OPTION)
_ASKED = (ParticipationState.INVITED, ParticipationState.JOINS, ParticipationState.OPTION, ParticipationState.DECLINED)

PARTICIPATION = Machine(
    "participation",
    [
        Transition("joined", _ASKED, ParticipationState.JOINS),
        Transition("took_option", _ASKED, ParticipationState.OPTION),
        Transition("declined", _ASKED, ParticipationState.DECLINED),
        Transition("withdrawn", _ASKED, ParticipationState.WITHDRAWN),
        Transition("invited_again", (ParticipationState.WITHDRAWN,), ParticipationState.INVITED),
    ],
)
