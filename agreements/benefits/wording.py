"""The words in which benefits are explained and their histories told."""

from django.utils.translation import gettext_lazy as _

from agreements.states.benefits import Method

ACTIONS = {
    "benefit.entered": _("Benefit entered"),
    "benefit.edited": _("Benefit changed"),
    "benefit.claimed": _("Benefit claimed"),
    "benefit.reviewed": _("Benefit reviewed"),
    "benefit.sent_back": _("Sent back to be reckoned anew"),
    "benefit.withdrawn": _("Benefit withdrawn"),
}
FACT_NAMES = {"benefit_lines": _("what was bought")}

#: How each method reckons, in a sentence.
EXPLAINED = {
    Method.PRICE_BEFORE: _("The unit price that the member paid before the agreement, against the one it pays now."),
    Method.PRICE_LIST: _("The supplier's list price, against the one that the member pays under the agreement."),
    Method.PRICE_BENCHMARK: _("What others pay for the same, against what the member pays. Say who they are."),
    Method.PROCESS: _("Hours that nobody has to work any more, times what an hour costs."),
    Method.AVOIDED: _("A fine or a cost that did not come, with the reason why it would have."),
}
