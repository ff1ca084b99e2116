"""Who runs a mini-competition, who opens its answers, and when (rules 5 and 8)."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement, CompetitionInvitation, Lot, MiniCompetition
from agreements.rules.call_offs import buys_for
from agreements.states import CallOffMethod
from agreements.states.call_offs import COMPETITION, AnswerKind, CompetitionStatus
from portal.accounts.actor import Actor
from portal.accounts.models import User
from portal.law.answers import Allowed, Answer, Reason, answer, denied
from portal.organisations.periods import valid_on
from portal.workflow.transitions import WRONG_STATUS
from suppliers.models import SupplierUser

ONLY_BUYERS = denied(_("Mini-competitions are held by purchasers and purchasing contacts."))
NOT_FOR_THEM = denied(_("You do not buy for this organisation."), "buyer")
ONLY_EVALUATORS = denied(_("Only the evaluators of the mini-competition may do this."))
ONLY_BUYING_EVALUATORS = denied(
    _("Only an evaluator who buys for the organisation sends, decides or cancels a mini-competition.")
)
NOT_BY_COMPETITION = denied(
    _("The lot is not called off by mini-competition: the agreement states another way."), "lot"
)
NOBODY_TO_ASK = denied(_("The lot has only one supplier: there is nobody to compete with it."), "lot")
NOT_YET_OPEN = denied(
    _("Answers are opened and recorded after the deadline, not before: until then nobody knows them.")
)
NOT_INVITED = denied(_("This supplier was not invited."), "supplier")
NO_TENDER = denied(_("Only a supplier that tendered in time can win."), "winner")
SAY_WHY_IT_WON = denied(_("Give the reasons for the award."), "reason")
SAY_WHY = denied(_("Say why it is cancelled."), "reason")
OUTSIDER = denied(_("Evaluators act for the buyer."), "evaluators")
BIASED = denied(_("Somebody who acts for a supplier of the lot cannot evaluate."), "evaluators")


def may_begin(actor: Actor) -> Answer:
    """Whether there is any organisation for which the actor may hold a mini-competition."""
    return Allowed() if buys_for(actor) else ONLY_BUYERS


def may_list(actor: Actor) -> bool:
    """Whether mini-competitions concern the actor: those who buy or evaluate, the office, and suppliers."""
    return bool(actor.organisations or actor.office or actor.suppliers)


def may_hold(actor: Actor, buyer_id: int) -> Answer:
    """The buyer holds its own mini-competition (rule 6); the office does not see it before it is decided."""
    return Allowed() if buyer_id in buys_for(actor) else NOT_FOR_THEM


def can_be_held(agreement: Agreement, lot: Lot) -> Answer:
    """Only where the agreement says that this lot is called off by mini-competition. Source: 2014/24/EU art. 33(4)."""
    if lot.call_off_method != CallOffMethod.MINI_COMPETITION:
        return NOT_BY_COMPETITION
    return Allowed() if len(lot.suppliers.all()) > 1 else NOBODY_TO_ASK


def people_at(organisation_id: int) -> QuerySet[User]:
    """Those who may be named evaluators: whoever holds a role or a seat for the organisation today."""
    today = timezone.localdate()
    appointed = Q(valid_on(today, "appointments__"), appointments__organisation=organisation_id)
    seated = Q(valid_on(today, "seats__"), seats__organisation=organisation_id)
    return User.objects.filter(appointed | seated, is_active=True).distinct().order_by("name", "pk")


def may_evaluate(buyer_id: int, lot: Lot, evaluators: frozenset[int]) -> Answer:
    """Evaluators act for the buyer, and for none of those whom they judge."""
    if people_at(buyer_id).filter(pk__in=evaluators).count() < len(evaluators):
        return OUTSIDER
    return unbiased(lot, evaluators)


def unbiased(lot: Lot, evaluators: frozenset[int]) -> Answer:
    """Evaluators act for none of the lot's suppliers today."""
    places = [place.supplier_id for place in lot.suppliers.all()]
    biased = SupplierUser.objects.filter(valid_on(timezone.localdate()), supplier__in=places, user__in=evaluators)
    return BIASED if biased.exists() else Allowed()


def well_formed(said: Any) -> Answer:
    """A draft needs a title; what it estimates is more than nothing."""
    return answer(_contradictions(said))


def _contradictions(said: Any) -> Iterator[Reason]:
    if not said.title.strip():
        yield Reason(_("Say what is bought."), field="title")
    if said.estimated_value is not None and said.estimated_value <= 0:
        yield Reason(_("The amount is more than zero."), field="estimated_value")


def _is_evaluator(actor: Actor, competition: MiniCompetition) -> bool:
    return competition.buyer_id in actor.organisations and actor.user.pk in {
        person.pk for person in competition.evaluators.all()
    }


def may_run(actor: Actor, competition: MiniCompetition, step: str) -> Answer:
    """Sending, deciding and cancelling: an evaluator who buys for the organisation, from the right status."""
    if not _is_evaluator(actor, competition):
        return ONLY_EVALUATORS
    if competition.buyer_id not in buys_for(actor):
        return ONLY_BUYING_EVALUATORS
    return Allowed() if COMPETITION.possible(step, competition.status) else WRONG_STATUS


def may_edit(actor: Actor, competition: MiniCompetition) -> Answer:
    """What has been sent stands as it was sent: all suppliers answer the same request."""
    return may_run(actor, competition, "invited")


def may_invite(actor: Actor, competition: MiniCompetition) -> Answer:
    """A draft is sent when it says what is asked, until when and how to answer. Whether the buyer may buy is asked in
    ``agreements.buying``."""
    running = may_run(actor, competition, "invited")
    return answer(_missing(competition)) if running else running


def _missing(competition: MiniCompetition) -> Iterator[Reason]:
    if not competition.description.strip():
        yield Reason(_("Say what is asked for and how answers are compared."), field="description")
    if competition.deadline is None:
        yield Reason(_("Set a deadline for answers."), field="deadline")
    elif competition.deadline <= timezone.now():
        yield Reason(_("The deadline has passed already."), field="deadline")
    if not competition.answer_to.strip():
        yield Reason(_("Say how to answer."), field="answer_to")


def may_record(actor: Actor, competition: MiniCompetition) -> Answer:
    """Any evaluator records answers, after the deadline and until the decision.

    Source: rule 8 (OSL 19 kap. 3 §; LOU 12 kap.): what came in is unopened and secret until then.
    """
    if not _is_evaluator(actor, competition):
        return ONLY_EVALUATORS
    if competition.status != CompetitionStatus.INVITED:
        return WRONG_STATUS
    if competition.deadline is None or timezone.now() < competition.deadline:
        return NOT_YET_OPEN
    return Allowed()


def answer_well_formed(competition: MiniCompetition, said: Any) -> Answer:
    """A tender has a price and came in time; what came later is recorded as late, and never wins."""
    return answer(_bad_answer(competition, said))


def _bad_answer(competition: MiniCompetition, said: Any) -> Iterator[Reason]:
    if said.kind == AnswerKind.DECLINED:
        return
    if said.received_at is None:
        yield Reason(_("Say when the answer was received."), field="received_at")
    elif said.received_at > timezone.now():
        yield Reason(_("The answer cannot have been received later than now."), field="received_at")
    elif said.kind == AnswerKind.LATE and said.received_at <= competition.deadline:
        yield Reason(_("The answer came before the deadline: it is a tender."), field="received_at")
    if said.kind == AnswerKind.TENDER and said.price is None:
        yield Reason(_("A tender has a price."), field="price")
    if said.price is not None and said.price < 0:
        yield Reason(_("An amount is never negative."), field="price")


def may_award(actor: Actor, competition: MiniCompetition) -> Answer:
    """The award follows the opening of the answers."""
    running = may_run(actor, competition, "awarded")
    if not running:
        return running
    if competition.deadline is None or timezone.now() < competition.deadline:
        return NOT_YET_OPEN
    return Allowed()


def may_win(invitation: CompetitionInvitation | None) -> Answer:
    """Only one who tendered in time wins."""
    return Allowed() if invitation is not None and invitation.answer == AnswerKind.TENDER else NO_TENDER


def may_cancel(actor: Actor, competition: MiniCompetition) -> Answer:
    """A mini-competition is given up while it is not decided, with a reason that the invited are told."""
    return may_run(actor, competition, "cancelled")
