"""The words in which histories tell of checks for goals."""

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "goal_check.agreed": _("Check for a goal agreed"),
    "goal_check.edited": _("Check changed"),
    "goal_check.done": _("Checked"),
    "goal_check.dropped": _("Followed up no longer"),
}
