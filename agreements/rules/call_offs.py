"""Who may call off, and what may be done with a call-off. Whether a buyer may buy is asked in ``agreements.buying``."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement, CallOff, Succession
from agreements.states.call_offs import CALL_OFF
from portal.accounts.actor import Actor, Place, Role
from portal.accounts.models import User
from portal.law.answers import Allowed, Answer, Reason, answer, denied
from portal.law.wording import Money
from portal.organisations.periods import valid_on
from portal.workflow.statements import Statement
from portal.workflow.transitions import WRONG_STATUS

#: The roles that buy for an organisation.
BUYS = (Role.PURCHASER, Role.CONTACT)

NOT_A_BUYER = denied(_("Call-offs are made by purchasers, purchasing contacts and the cooperation's office."))
NOT_FOR_THEM = denied(_("You do not buy for this organisation."), "buyer")
NOT_YOURS = denied(_("Only the buyer's own people and the cooperation's office may do this."))
NOT_IN_IT = denied(_("The lot belongs to another agreement."), "lot")
SAY_WHY = denied(_("Say why."), "reason")
OTHER_UNIT = denied(_("The unit belongs to another organisation."), "unit")
OTHER_CONTACT = denied(_("The contact must be one of the buyer's purchasers or contacts."), "contact")
CALLED_OFF_ALREADY = denied(_("The winner of this mini-competition has been called off from already."))
NOT_WON = denied(_("The mini-competition was not won by this supplier for this buyer."), "supplier")


def buys_for(actor: Actor) -> frozenset[int]:
    """The organisations for which the actor buys."""
    return actor.places(Place.ORGANISATION, *BUYS)


def may_begin(actor: Actor) -> Answer:
    """Whether there is anybody for whom the actor may call off."""
    return Allowed() if buys_for(actor) or actor.office else NOT_A_BUYER


def may_list(actor: Actor) -> bool:
    """Whether call-offs concern the actor at all."""
    return bool(may_begin(actor)) or bool(actor.suppliers) or actor.is_administrator


def may_call_off_for(actor: Actor, agreement: Agreement, buyer_id: int) -> Answer:
    """A purchaser or purchasing contact for the own organisation; the office of the agreement's cooperation on behalf
    of a buyer. The buyer answers for its call-off itself (rule 6; 2014/24/EU art. 37)."""
    if buyer_id in buys_for(actor) or agreement.cooperation_id in actor.office:
        return Allowed()
    return NOT_FOR_THEM


def on_behalf(actor: Actor, buyer_id: int) -> bool:
    """Whether the actor acts for a buyer that is not the own organisation."""
    return buyer_id not in buys_for(actor)


def _serving(organisation: int, day: date) -> QuerySet:
    successors = Succession.objects.filter(predecessor=organisation).values("successor")
    serving = User.objects.filter(
        valid_on(day, "appointments__"),
        Q(appointments__organisation=organisation) | Q(appointments__organisation__in=successors),
        appointments__role__in=BUYS,
        is_active=True,
    )
    return serving.order_by().values_list("pk").distinct()


SERVING = Statement(_serving, organisation=int, day=date)


def ids_of_people(organisation_id: int) -> frozenset[int]:
    """Those who buy for an organisation today, or for the municipality that it has become part of."""
    return frozenset(pk for (pk,) in SERVING.ask(organisation=organisation_id, day=timezone.localdate()))


def people_of(organisation_id: int) -> QuerySet[User]:
    """The same with their names, in alphabetical order."""
    return User.objects.filter(pk__in=ids_of_people(organisation_id)).order_by("name", "pk")


def well_formed(said: Any, called_off_on: date, *, by_office: bool) -> Answer:
    """What a call-off says does not contradict itself. Only the office enters what was called off on an earlier day:
    nobody else gets round a last day by dating back."""
    return answer(_contradictions(said, called_off_on, by_office))


def _contradictions(said: Any, called_off_on: date, by_office: bool) -> Iterator[Reason]:
    today = timezone.localdate()
    if not said.title.strip():
        yield Reason(_("Say what is bought."), field="title")
    if said.amount <= 0:
        yield Reason(_("The amount is more than zero."), field="amount")
    if called_off_on > today:
        yield Reason(_("A call-off is made today or was made before, not later."), field="called_off_on")
    if called_off_on < today and not by_office:
        yield Reason(_("Only the cooperation's office enters earlier call-offs."), field="called_off_on")
    if said.ends_on < called_off_on:
        yield Reason(_("The contract cannot end before it is called off."), field="ends_on")
    if said.starts_on and said.starts_on > said.ends_on:
        yield Reason(_("Delivery cannot begin after the contract has ended."), field="starts_on")


def may_keep(actor: Actor, call_off: CallOff) -> Answer:
    """Whoever may call off for the buyer, or for its successor, looks after its call-offs, their documents too."""
    own = buys_for(actor)
    succeeds = Succession.objects.filter(predecessor=call_off.buyer_id, successor__in=own)
    if call_off.buyer_id in own or call_off.agreement.cooperation_id in actor.office or succeeds.exists():
        return Allowed()
    return NOT_YOURS


def may_change(actor: Actor, call_off: CallOff) -> Answer:
    """A call-off is changed while it runs."""
    return _in_time(actor, call_off, "completed")


def may_complete(actor: Actor, call_off: CallOff) -> Answer:
    """A call-off ends: what was reserved and is not used goes back."""
    return _in_time(actor, call_off, "completed")


def may_cancel(actor: Actor, call_off: CallOff, used: Decimal) -> Answer:
    """A call-off under which nothing has been bought is cancelled; another is completed instead."""
    allowed = _in_time(actor, call_off, "cancelled")
    if not allowed or used <= 0:
        return allowed
    text = _("%(used)s has been bought under it: complete it instead, then the rest is released.")
    return denied(text, used=Money(used, call_off.agreement.currency))


def not_below(call_off: CallOff, amount: Decimal, used: Decimal) -> Answer:
    """A call-off is not lowered below what has been bought under it."""
    if amount >= used:
        return Allowed()
    text = _("%(used)s has been bought under it already: the amount cannot be lower.")
    return denied(text, "amount", used=Money(used, call_off.agreement.currency))


def _in_time(actor: Actor, call_off: CallOff, step: str) -> Answer:
    allowed = may_keep(actor, call_off)
    return WRONG_STATUS if allowed and not CALL_OFF.possible(step, call_off.status) else allowed
