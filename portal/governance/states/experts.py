"""Whether an expert is shared, which needs the person's consent."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.workflow.machine import Machine, Transition


class ExpertState(models.TextChoices):
    AWAITING = "awaiting", _("consent not given yet")
    SHARED = "shared", _("shared")
    WITHDRAWN = "withdrawn", _("consent withdrawn")
    REMOVED = "removed", _("removed")


EXPERT_TONES = {
    ExpertState.AWAITING: "warning",
    ExpertState.SHARED: "success",
    ExpertState.WITHDRAWN: "neutral",
    ExpertState.REMOVED: "neutral",
}

#: A firm is shared at once: what is known of it is no personal data. Nothing comes back from where the person's data
#: are gone: somebody who changes their mind is registered anew.
EXPERT = Machine(
    "expert",
    [
        Transition("share", (ExpertState.AWAITING,), ExpertState.SHARED),
        Transition("withdraw", (ExpertState.AWAITING, ExpertState.SHARED), ExpertState.WITHDRAWN),
        Transition("remove", (ExpertState.AWAITING, ExpertState.SHARED), ExpertState.REMOVED),
    ],
)
