"""Who follows an agreement up, what both sides may do in its room, and the course of a non-conformity."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from agreements.models import Activity, Agreement, NonConformity
from agreements.rules.register import may_register
from agreements.states.follow_up import NON_CONFORMITY, NonConformityStatus
from agreements.use import named_in
from portal.accounts.actor import Actor, Place, Role
from portal.law.answers import Allowed, Answer, Denied, Reason, denied
from portal.workflow.transitions import WRONG_STATUS

NOT_FOLLOWING_UP = denied(
    _("Only the cooperation's office, the owner's purchasing contact and those named for it follow this up.")
)
NOT_A_PARTNERSHIP = denied(_("Only an agreement of the kind partnership has a partner manager."))
NOT_YOUR_ACTIVITY = denied(_("Only those who answer for the activity settle it."))
NOT_IN_THE_ROOM = denied(_("Only the two sides of the agreement write here."))
NOT_A_BUYER = denied(
    _("The office reports for everybody; purchasers and purchasing contacts for their own organisation.")
)
NOT_HANDLING = denied(_("Only the buyer's purchasing contact and those who follow this up may do it."))
NOT_THE_SUPPLIER = denied(_("Only the supplier's own people answer."))
NOT_PUBLISHED = denied(_("Publish the agreement first: a draft has nothing to follow up."))


def may_follow_up(actor: Actor, agreement: Agreement) -> Answer:
    """The office, the owner's purchasing contact, the responsible officer and the partner manager."""
    if may_register(actor, agreement.cooperation_id, agreement.owner_id):
        return Allowed()
    if actor.signed_in and actor.user.pk in (agreement.responsible_id, manager_of(agreement)):
        return Allowed()
    return NOT_FOLLOWING_UP


def may_read_follow_up(actor: Actor, agreement: Agreement) -> Answer:
    """Whoever follows the agreement up, and the administrator, who changes nothing."""
    return Allowed() if actor.is_administrator else may_follow_up(actor, agreement)


def may_plan(actor: Actor, agreement: Agreement) -> Answer:
    """Only what is published is followed up by a plan."""
    following = may_follow_up(actor, agreement)
    return NOT_PUBLISHED if following and agreement.is_draft else following


def manager_of(agreement: Agreement) -> int | None:
    """The id of the partner manager; None for what is no partnership."""
    partnership = getattr(agreement, "partnership", None)
    return partnership.manager_id if partnership else None


def may_name_partnership(actor: Actor, agreement: Agreement) -> Answer:
    """Whoever keeps a partnership names its manager and its cadence, on the draft and later."""
    if agreement.kind != "partnership":
        return NOT_A_PARTNERSHIP
    return may_register(actor, agreement.cooperation_id, agreement.owner_id)


def may_settle(actor: Actor, activity: Activity) -> Answer:
    """Our own side settles any activity; the supplier's people those that are theirs alone."""
    if not activity.is_open:
        return WRONG_STATUS
    if may_follow_up(actor, activity.agreement):
        return Allowed()
    if activity.their_user_id is not None:
        return Allowed() if actor.signed_in and activity.their_user_id == actor.user.pk else NOT_YOUR_ACTIVITY
    return Allowed() if activity.supplier_id in actor.suppliers else NOT_YOUR_ACTIVITY


def may_comment(actor: Actor, agreement: Agreement, supplier_id: int) -> Answer:
    """Both sides of the agreement write in its room."""
    if supplier_id in actor.suppliers or may_follow_up(actor, agreement):
        return Allowed()
    return NOT_IN_THE_ROOM


def organisations_reporting(actor: Actor, agreement: Agreement) -> frozenset[int]:
    """For which of those named in the agreement (ids) the actor may report that the supplier fails."""
    named = named_in(agreement)
    if may_follow_up(actor, agreement):
        return named
    return named & actor.places(Place.ORGANISATION, Role.CONTACT, Role.PURCHASER)


def may_report(actor: Actor, agreement: Agreement, buyer_id: int | None = None) -> Answer:
    """Whether the actor may report a non-conformity, for one buyer or for any of them."""
    if agreement.is_draft:
        return NOT_PUBLISHED
    own = organisations_reporting(actor, agreement)
    return Allowed() if (buyer_id in own if buyer_id is not None else own) else NOT_A_BUYER


def may_handle(actor: Actor, found: NonConformity) -> Answer:
    """The buyer answers for its own call-offs (rule 6): its contact and those who follow the agreement up handle it."""
    if actor.has(Role.CONTACT, organisation=found.buyer_id) or may_follow_up(actor, found.agreement):
        return Allowed()
    return NOT_HANDLING


def may_step(actor: Actor, found: NonConformity, name: str) -> Answer:
    """Whether the actor may take the named step of a non-conformity's course now."""
    if name == "answered":
        by_role: Answer = Allowed() if found.supplier_id in actor.suppliers else NOT_THE_SUPPLIER
    elif name == "withdrawn" and _own_report(actor, found):
        by_role = Allowed()
    else:
        by_role = may_handle(actor, found)
    if not by_role:
        return by_role
    return Allowed() if NON_CONFORMITY.possible(name, found.status) else WRONG_STATUS


def may_correct(actor: Actor, found: NonConformity) -> Answer:
    """What is reported may be corrected until it is sent: by its reporter and by those who handle it."""
    if not _own_report(actor, found) and not may_handle(actor, found):
        return NOT_HANDLING
    return Allowed() if found.status == NonConformityStatus.REPORTED else WRONG_STATUS


def well_reported(*, happened_on: date, answer_by: date, today: date) -> Answer:
    """What happened lies in the past, and the answer in the future of what happened."""
    reasons = []
    if happened_on > today:
        reasons.append(Reason(_("What has not happened yet cannot be reported."), field="happened_on"))
    if answer_by < happened_on:
        reasons.append(Reason(_("The supplier cannot answer before it happened."), field="answer_by"))
    return Denied(tuple(reasons)) if reasons else Allowed()


def has_been(day: date, today: date, field: str) -> Answer:
    """What was done lies in the past; ``field`` is where its day was typed."""
    return Allowed() if day <= today else denied(_("This day is still to come."), field)


def in_time(answer_by: date, today: date) -> Answer:
    """The supplier is given a day that has not passed."""
    if answer_by < today:
        return denied(_("Give the supplier a day to answer that has not passed."), "answer_by")
    return Allowed()


def _own_report(actor: Actor, found: NonConformity) -> bool:
    own = actor.signed_in and found.reported_by_id == actor.user.pk
    return own and found.status == NonConformityStatus.REPORTED
