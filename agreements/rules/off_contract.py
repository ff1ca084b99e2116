"""Who notices a purchase outside a binding agreement, and when one can be withdrawn."""

from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements import buying
from agreements.models import Agreement, OffContractPurchase
from agreements.rules.call_offs import buys_for
from agreements.states.call_offs import OFF_CONTRACT
from agreements.use import buyer_in
from portal.accounts.actor import Actor, Place, Role
from portal.law.answers import Allowed, Answer, Reason, answer, denied
from portal.law.periods import State
from portal.workflow.transitions import WRONG_STATUS

ONLY_BUYERS = denied(_("Off-contract purchases are noticed by purchasers and purchasing contacts."))
NOT_FOR_THEM = denied(_("You do not buy for this organisation."), "buyer")
NOT_YOURS = denied(_("Only the one who noticed it and the purchasing contact may withdraw it."))
SAY_WHY = denied(_("Say why it is withdrawn."), "reason")


def may_begin(actor: Actor) -> Answer:
    """Whether there is any organisation for which the actor may notice a purchase."""
    return Allowed() if buys_for(actor) else ONLY_BUYERS


def may_list(actor: Actor) -> bool:
    """Whether off-contract purchases concern the actor at all."""
    return bool(buys_for(actor)) or bool(actor.office) or actor.is_administrator


def may_sum_up(actor: Actor) -> bool:
    """The table of members, categories and reasons is for those who can do something about it."""
    return bool(actor.office) or actor.has(Role.CONTACT) or actor.is_administrator


def may_notice(actor: Actor, buyer_id: int) -> Answer:
    return Allowed() if buyer_id in buys_for(actor) else NOT_FOR_THEM


def binds(agreement: Agreement, buyer_id: int, day: Any) -> Answer:
    """Whether the agreement bound the buyer on a day: only then is a purchase elsewhere off contract.

    Source: the agreement's own terms (rule 4: binding or not is kept per buyer).
    """
    buyer = buyer_in(agreement, buyer_id, day)
    if buyer is None or not buyer.is_binding:
        text = _("The agreement does not bind your organisation: it may buy elsewhere, and nothing needs a reason.")
        return denied(text, "agreement")
    if buying.standing(agreement, day).state != State.IN_FORCE:
        text = _("The agreement was not in force on %(day)s: it bound nobody then.")
        return denied(text, "bought_on", day=day)
    return Allowed()


def well_formed(said: Any) -> Answer:
    """A notice says what was bought, from whom, for how much and why, and it has happened."""
    return answer(_contradictions(said))


def _contradictions(said: Any) -> Iterator[Reason]:
    if not said.title.strip():
        yield Reason(_("Say what is bought."), field="title")
    if not said.supplier_name.strip():
        yield Reason(_("Say from whom it is bought."), field="supplier_name")
    if said.amount <= 0:
        yield Reason(_("The amount is more than zero."), field="amount")
    if said.bought_on > timezone.localdate():
        yield Reason(_("A purchase is noticed when it has been made."), field="bought_on")
    if not said.explanation.strip():
        yield Reason(_("Explain the reason in a sentence or two."), field="explanation")


def may_withdraw(actor: Actor, purchase: OffContractPurchase) -> Answer:
    """One that was wrong is withdrawn with a reason; it stays in the list and counts for nothing."""
    own = actor.signed_in and actor.user.pk == purchase.created_by_id and purchase.buyer_id in buys_for(actor)
    if not own and purchase.buyer_id not in actor.places(Place.ORGANISATION, Role.CONTACT):
        return NOT_YOURS
    return Allowed() if OFF_CONTRACT.possible("withdrawn", purchase.status) else WRONG_STATUS
