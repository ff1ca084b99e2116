"""Who keeps the register of experts, and who says whether a person may be shared."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor, Role
from portal.governance.models import Expert
from portal.governance.states.experts import ExpertState
from portal.law.answers import Allowed, Answer, denied
from portal.organisations.rules import may_coordinate

KEEPERS_ONLY = denied(_("Only the office and purchasing contacts add experts."))
NOT_YOURS = denied(
    _("Only the office, who wrote the entry, the contact of the person's own organisation and the person may do this.")
)
GONE = denied(_("The entry is gone: register the expert anew."))
NO_PERSON = denied(_("A firm needs no consent."))
ALREADY = denied(_("The consent has been recorded already."))
OWN = denied(_("Nobody recommends themselves."))
NOT_SHARED = denied(_("Only an expert that is shared is recommended."))


def may_add(actor: Actor, cooperation_id: int) -> Answer:
    """The office adds experts, and so do the members' contacts."""
    is_contact = actor.has(Role.CONTACT, cooperation=cooperation_id)
    return Allowed() if is_contact or may_coordinate(actor, cooperation_id) else KEEPERS_ONLY


def may_keep(actor: Actor, expert: Expert) -> Answer:
    """An entry is changed, shared and taken away by the office, by who wrote it, by the contact of the organisation
    that the person works for, and by the person."""
    if expert.state in (ExpertState.WITHDRAWN, ExpertState.REMOVED):
        return GONE
    if may_coordinate(actor, expert.cooperation_id) or _is_own(actor, expert):
        return Allowed()
    works_for = expert.organisation_id
    is_contact = works_for is not None and actor.has(Role.CONTACT, organisation=works_for)
    wrote_it = expert.created_by_id == actor.user.pk and bool(may_add(actor, expert.cooperation_id))
    return Allowed() if is_contact or wrote_it else NOT_YOURS


def may_consent(actor: Actor, expert: Expert) -> Answer:
    """Whether the consent of a person can be recorded."""
    if not expert.is_person:
        return NO_PERSON
    if expert.state == ExpertState.SHARED:
        return ALREADY
    return may_keep(actor, expert)


def may_withdraw(actor: Actor, expert: Expert) -> Answer:
    """Whether a person's consent can be withdrawn, or the entry refused before it was given."""
    return may_keep(actor, expert) if expert.is_person else NO_PERSON


def may_recommend(actor: Actor, expert: Expert) -> Answer:
    """Whoever belongs to the cooperation may say what the own organisation has learned of a shared expert."""
    if expert.state != ExpertState.SHARED or expert.cooperation_id not in actor.cooperations:
        return NOT_SHARED
    return OWN if _is_own(actor, expert) else Allowed()


def _is_own(actor: Actor, expert: Expert) -> Any:
    return actor.signed_in and expert.user_id == actor.user.pk
