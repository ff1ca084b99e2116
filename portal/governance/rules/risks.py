"""Who keeps the register of risks, and who reviews one."""

from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from portal.governance.models import Risk
from portal.governance.states.risks import STANDING
from portal.law.answers import Allowed, Answer, denied
from portal.organisations.rules import may_coordinate

NOT_YOURS = denied(_("Only the owner of the risk and the cooperation's office may review it."))
CLOSED = denied(_("The risk is closed: open it again first."))


def may_keep(actor: Actor, cooperation_id: int) -> Answer:
    """The office registers, edits, closes and reopens risks, as does the administrator."""
    return may_coordinate(actor, cooperation_id)


def may_review(actor: Actor, risk: Risk) -> Answer:
    """The owner of a risk reviews it, and so does the office, as long as it has not been closed."""
    own = actor.signed_in and risk.owner_id == actor.user.pk
    if not own and not may_keep(actor, risk.cooperation_id):
        return NOT_YOURS
    return Allowed() if risk.state in STANDING else CLOSED
