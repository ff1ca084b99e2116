"""What is said of handovers: tones, and the history's words."""

from django.utils.translation import gettext_lazy as _

from portal.governance.states.handover import HandoverState, Outcome

STATE_TONES = {
    HandoverState.PLANNED: "info",
    HandoverState.DONE: "success",
    HandoverState.CANCELLED: "neutral",
}
OUTCOME_TONES = {
    Outcome.WAITING: "info",
    Outcome.MOVED: "success",
    Outcome.ENDED: "neutral",
    Outcome.LEFT: "danger",
}
ACTIONS = {
    "handover.ordered": _("Handover ordered"),
    "handover.carry_out": _("Handover carried out"),
    "handover.call_off": _("Handover called off"),
    "condition.handed_over": _("Condition handed over"),
    "agenda_item.handed_over": _("Item of the agenda handed over"),
    "goal.handed_over": _("Goal handed over"),
    "event.handed_over": _("Another host"),
    "risk.handed_over": _("Another owner"),
}
