"""What happens to a cooperation's money, in the words of its history."""

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "budget.drafted": _("Budget drafted"),
    "budget.edited": _("Draft of the budget changed"),
    "budget.adopted": _("Budget adopted"),
    "budget.discarded": _("Draft of the budget thrown away"),
    "outcome.entered": _("Outcome entered"),
    "outcome.taken_back": _("Outcome taken back"),
    "outcome_file.handed_in": _("File with outcome handed in"),
    "outcome_file.entered": _("File with outcome entered"),
    "outcome_file.discarded": _("File with outcome thrown away"),
    "commission_rate.set": _("Commission rate set"),
    "membership_fee.set": _("Membership fee set"),
    "cost_key.proposed": _("Cost key proposed"),
    "cost_key.edited": _("Proposed cost key changed"),
    "cost_key.discarded": _("Proposed cost key thrown away"),
    "cost_key.decided": _("Cost key decided"),
    "commission_rate.ended": _("Ended by the next rate"),
    "commission_rate.withdrawn": _("Replaced before it began"),
    "cost_key.ended": _("Ended by the next cost key"),
    "cost_key.withdrawn": _("Replaced before it began"),
    "apportionment.made": _("Amount divided"),
    "scenario.kept": _("Scenario saved"),
    "scenario.edited": _("Scenario changed"),
    "scenario.discarded": _("Scenario thrown away"),
}

FACT_NAMES = {"lines": _("lines"), "entries": _("entries"), "withdrawn_by": _("replaced by")}
