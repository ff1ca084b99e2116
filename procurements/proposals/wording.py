"""What the history of proposals says, in words."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from procurements.states.proposals import VoteValue

ACTIONS = {
    "proposal.proposed": pgettext_lazy("proposal", "Proposed"),
    "proposal.edited": pgettext_lazy("proposal", "Changed"),
    "proposal.commented": pgettext_lazy("proposal", "Commented"),
    "proposal.voted": pgettext_lazy("proposal", "Vote cast"),
    "proposal.scheduled": pgettext_lazy("proposal", "Put on a meeting"),
    "proposal.chosen": pgettext_lazy("proposal", "To be procured together"),
    "proposal.left_to_members": pgettext_lazy("proposal", "Left to the members"),
    "proposal.referred": pgettext_lazy("proposal", "Referred to a national agreement"),
    "proposal.put_off": pgettext_lazy("proposal", "Put off"),
    "proposal.merged": pgettext_lazy("proposal", "Merged into another proposal"),
    "proposal.took_in": pgettext_lazy("proposal", "Took in another proposal"),
    "proposal.took_in_need": pgettext_lazy("proposal", "Took in a need"),
    "proposal.taken_up": pgettext_lazy("proposal", "Taken up again"),
    "need.joined": _("Became part of a proposal"),
    "procurement.decided": pgettext_lazy("procurement", "Begun by a decision"),
}

FACTS = {"voter": _("municipality"), "vote": _("vote"), "need": _("need")}
VALUES = {"vote": dict(VoteValue.choices)}
