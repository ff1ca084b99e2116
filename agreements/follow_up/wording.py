"""What happens in follow-up, in words for the history."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

ACTIONS = {
    "activity.agreed": _("Activity agreed"),
    "activity.edited": _("Activity changed"),
    "activity.done": _("Activity done"),
    "activity.dropped": _("Activity dropped"),
    "dialogue.set": _("Cadence set"),
    "dialogue.edited": _("Cadence changed"),
    "dialogue.ended": _("Cadence ended"),
    "dialogue_meeting.planned": _("Meeting planned"),
    "dialogue_meeting.recorded": _("Meeting recorded"),
    "obligation.agreed": _("Obligation added"),
    "obligation.edited": _("Obligation changed"),
    "obligation.checked": _("Obligation checked"),
    "partnership.named": _("Partner manager and cadence named"),
    "room_comment.written": _("Comment written"),
    "follow_up_plan.planned": _("Follow-up planned by the system"),
    "follow_up_plan.adjusted": _("Follow-up planned otherwise"),
    "follow_up_plan.done": _("Followed up"),
    "non_conformity.reported": pgettext_lazy("non-conformity", "Reported"),
    "non_conformity.edited": _("Report corrected"),
    "non_conformity.sent": _("Sent to the supplier"),
    "non_conformity.answered": _("Answered by the supplier"),
    "non_conformity.escalated": pgettext_lazy("non-conformity", "Escalated"),
    "non_conformity.closed": pgettext_lazy("non-conformity", "Closed"),
    "non_conformity.withdrawn": pgettext_lazy("non-conformity", "Withdrawn"),
}
