"""Who reports needs, and who answers them."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor, Place, Role
from portal.law.answers import Allowed, Answer, Denied, Reason
from portal.organisations.models import Membership
from portal.workflow.transitions import WRONG_STATUS
from procurements.states.needs import NEED

if TYPE_CHECKING:
    from procurements.models import Need

REPORTERS = (Role.PURCHASER, Role.CONTACT, Role.WORKING_GROUP, Role.EXPERT)
NOT_YOURS = Denied((Reason(_("You report needs of your own organisation only."), field="organisation"),))
NOBODY = Denied((Reason(_("Needs are reported by the members' own people and the cooperation's office.")),))
NOT_TO_ANSWER = Denied(
    (Reason(_("A need is answered by the organisation's purchasing contact or the cooperation's office.")),)
)


def reports_for(actor: Actor) -> frozenset[int]:
    """The organisations whose needs the actor reports."""
    return actor.places(Place.ORGANISATION, *REPORTERS)


def may_begin(actor: Actor) -> Answer:
    """Whether there is any organisation whose needs the actor may report."""
    return Allowed() if reports_for(actor) or actor.office else NOBODY


def may_report(actor: Actor, organisation_id: int) -> Answer:
    """The organisation's own people report its needs; the office those of any member."""
    if organisation_id in reports_for(actor) or _of_office(actor, organisation_id):
        return Allowed()
    return NOT_YOURS


def may_answer(actor: Actor, need: "Need") -> Answer:
    """The purchasing contact of the organisation and its deputy answer, or the cooperation's office; once."""
    if not actor.has(Role.CONTACT, organisation=need.organisation_id) and not _of_office(actor, need.organisation_id):
        return NOT_TO_ANSWER
    return Allowed() if NEED.possible("answered", need.state) else WRONG_STATUS


def _of_office(actor: Actor, organisation_id: int) -> bool:
    members = Membership.objects.filter(cooperation__in=actor.office, organisation=organisation_id)
    return bool(actor.office) and members.exists()
