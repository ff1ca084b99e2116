"""Who reports needs, who answers them, and which are one."""

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor, Place, Role
from portal.law.answers import Allowed, Answer, denied
from portal.organisations.models import Membership
from portal.workflow.transitions import WRONG_STATUS
from procurements.states.needs import NEED, NeedState

if TYPE_CHECKING:
    from procurements.models import Need

REPORTERS = (Role.PURCHASER, Role.CONTACT, Role.WORKING_GROUP, Role.EXPERT)
NOT_YOURS = denied(_("You report needs of your own organisation only."), "organisation")
NOBODY = denied(_("Needs are reported by the members' own people and the cooperation's office."))
NOT_TO_ANSWER = denied(_("A need is answered by the organisation's purchasing contact or the cooperation's office."))
NOT_TO_EDIT = denied(
    _("A need is changed by whoever reported it, the organisation's purchasing contact or the office.")
)
NOT_TO_MERGE = denied(_("Needs are merged by the purchasing contact of both or the cooperation's office."))
ITSELF = denied(_("A need is not merged into itself."), "into")
MERGED_AWAY = denied(_("That need has itself been merged into another."), "into")


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


def may_edit(actor: Actor, need: "Need") -> Answer:
    """Until it is answered or merged."""
    if need.reported_by_id != actor.user.pk and not answers_for(actor, need.organisation_id):
        return NOT_TO_EDIT
    return Allowed() if need.state == NeedState.REPORTED else WRONG_STATUS


def may_answer(actor: Actor, need: "Need") -> Answer:
    """The purchasing contact of the organisation and its deputy answer, or the cooperation's office; once."""
    if not answers_for(actor, need.organisation_id):
        return NOT_TO_ANSWER
    return Allowed() if NEED.possible("answered", need.state) else WRONG_STATUS


def may_merge(actor: Actor, need: "Need") -> Answer:
    """Whoever answers for the need says that it is one with another."""
    if not answers_for(actor, need.organisation_id):
        return NOT_TO_MERGE
    return Allowed() if NEED.possible("merged", need.state) else WRONG_STATUS


def may_merge_into(actor: Actor, need: "Need", into: "Need") -> Answer:
    """The other need is answered for by the same person, stands for itself and is not merged away."""
    allowed = may_merge(actor, need)
    if not allowed:
        return allowed
    if need.pk == into.pk:
        return ITSELF
    if into.state == NeedState.MERGED:
        return MERGED_AWAY
    return Allowed() if answers_for(actor, into.organisation_id) else NOT_TO_MERGE


def answers_for(actor: Actor, organisation_id: int) -> bool:
    """Whether the actor answers for what an organisation needs: as its purchasing contact, or of its office."""
    return actor.has(Role.CONTACT, organisation=organisation_id) or _of_office(actor, organisation_id)


def _of_office(actor: Actor, organisation_id: int) -> bool:
    members = Membership.objects.on(timezone.localdate()).filter(cooperation__in=actor.office)
    return bool(actor.office) and members.filter(organisation=organisation_id).exists()
