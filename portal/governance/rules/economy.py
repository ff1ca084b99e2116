"""Who reads and who keeps a cooperation's economy, and what stands in the way of a step."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor, Place, Role
from portal.governance.models import Budget, CostKey
from portal.governance.querysets.economy import insiders
from portal.law.answers import Allowed, Answer, denied
from portal.organisations.rules import may_coordinate

READERS_ONLY = denied(_("The economy is read by the office, the steering group and each member's purchasing contact."))
ADOPTED = denied(_("A budget that has been adopted is not changed. Revise it: the new version needs a decision."))
DECIDED = denied(_("A cost key that has been decided is not changed. Propose another one."))
YEAR_OVER = _("The budget is for %(year)s: it cannot begin after that year.")

may_keep = may_coordinate


def may_read(actor: Actor, cooperation_id: int) -> Answer:
    """The office, the steering group and the administrator read the whole economy of a cooperation."""
    return Allowed() if actor.is_administrator or cooperation_id in insiders(actor) else READERS_ONLY


def contact_of(actor: Actor, cooperation_id: int) -> frozenset[int]:
    """The members whose own shares and fees somebody reads as their purchasing contact."""
    return frozenset(
        grant.organisation
        for grant in actor.grants
        if grant.role == Role.CONTACT and grant.cooperation == cooperation_id and grant.organisation is not None
    )


def readable(actor: Actor) -> frozenset[int]:
    """The cooperations whose economy somebody reads, wholly or the own member's part."""
    return insiders(actor) | actor.places(Place.COOPERATION, Role.CONTACT)


def may_see_page(actor: Actor, cooperation_id: int) -> Answer:
    """The page of the economy is also for purchasing contacts, who see their own member's part."""
    return may_read(actor, cooperation_id) or (Allowed() if contact_of(actor, cooperation_id) else READERS_ONLY)


def may_change_budget(actor: Actor, budget: Budget) -> Answer:
    """The office changes a budget until a decision has adopted it."""
    if not (allowed := may_keep(actor, budget.cooperation_id)):
        return allowed
    return ADOPTED if budget.decision_id else Allowed()


def may_change_key(actor: Actor, key: CostKey) -> Answer:
    """The office changes a proposed key until it has been decided."""
    if not (allowed := may_keep(actor, key.cooperation_id)):
        return allowed
    return DECIDED if key.decision_id else Allowed()


def begins_within(year: int, valid_from: date) -> Answer:
    """A budget holds from a day that is not after its year."""
    return Allowed() if valid_from.year <= year else denied(YEAR_OVER, "valid_from", year=str(year))


def last_day(year: int) -> date:
    """The last day on which a decision can take effect that sets something for a whole year: its last."""
    return date(year, 12, 31)
