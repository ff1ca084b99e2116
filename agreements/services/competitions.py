"""Holding a mini-competition: drafting, inviting, recording what came in, deciding, cancelling.

Until it is decided nobody but the evaluators knows anything of what came in (rule 8): the audit rows are shown with the
competition alone, letters go out after the decision, and no job, count or list tells of it.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from agreements import buying, letters
from agreements.facts import with_children
from agreements.models import Agreement, CompetitionInvitation, Lot, MiniCompetition
from agreements.rules import competitions as rules
from agreements.states.call_offs import COMPETITION, AnswerKind
from portal.accounts.actor import actor_of
from portal.files.models import StoredFile
from portal.files.services import delete_file
from portal.law.frameworks.buying import Wanted
from portal.organisations.models import Organisation
from portal.workflow import audit, transitions
from portal.workflow.errors import Refused, ask
from portal.workflow.versions import locked

WORDS = ("title", "description", "estimated_value", "deadline", "answer_to", "unit_id")


@dataclass(frozen=True)
class CompetitionData:
    """A mini-competition as it is drafted. ``estimated_value`` is ex VAT in the agreement's currency; whoever drafts it
    is among the evaluators in any case."""

    agreement_id: int
    lot_id: int
    buyer_id: int
    title: str
    description: str = ""
    estimated_value: Decimal | None = None
    deadline: datetime | None = None
    answer_to: str = ""
    unit_id: int | None = None
    evaluators: frozenset[int] = frozenset()


@dataclass(frozen=True)
class AnswerData:
    """What an invited supplier answered. ``price`` is ex VAT in the agreement's currency."""

    supplier_id: int
    kind: str
    received_at: datetime | None = None
    price: Decimal | None = None
    points: Decimal | None = None
    note: str = ""
    file: StoredFile | None = None


@transaction.atomic
def draft(*, by: Any, data: CompetitionData) -> MiniCompetition:
    """Draft a mini-competition in a lot that is called off so. Nobody but its evaluators sees it."""
    agreement, lot = _place(data)
    ask(rules.may_hold(actor_of(by), data.buyer_id))
    ask(rules.can_be_held(agreement, lot))
    ask(rules.well_formed(data))
    competition = MiniCompetition(agreement=agreement, lot=lot, buyer_id=data.buyer_id, created_by=by)
    _set_words(competition, data)
    competition.save(force_insert=True)
    _name_evaluators(by, competition, lot, data.evaluators)
    audit.record("mini_competition.drafted", competition, by=by, changes={"title": (None, data.title)})
    return competition


@transaction.atomic
def edit(*, by: Any, competition_id: int, version: int, data: CompetitionData) -> MiniCompetition:
    """Change a draft; ``version`` is the one that was opened. The lot and the buyer stay. Raises ``Conflict``."""
    competition = _locked(competition_id, version)
    ask(rules.may_edit(actor_of(by), competition))
    ask(rules.well_formed(data))
    before = _facts(competition)
    _set_words(competition, data)
    _name_evaluators(by, competition, competition.lot, data.evaluators)
    competition.version += 1
    competition.save()
    changes = audit.differences(before, _facts(competition))
    audit.record("mini_competition.edited", competition, by=by, changes=changes)
    return competition


@transaction.atomic
def invite(*, by: Any, competition_id: int, version: int) -> MiniCompetition:
    """Send the request to every supplier of the lot, and to nobody else. Source: 2014/24/EU art. 33(5)(a).

    Raises ``Refused`` when the buyer may not buy under the agreement today, by the one chain of questions.
    """
    competition = _locked(competition_id, version)
    ask(rules.may_invite(actor_of(by), competition))
    agreement = with_children(Agreement.objects.select_related("cooperation", "owner").get(pk=competition.agreement_id))
    lot = next(lot for lot in agreement.lots.all() if lot.pk == competition.lot_id)
    ask(rules.can_be_held(agreement, lot))
    wanted = Wanted(on=timezone.localdate(), amount=competition.estimated_value)
    buyer = Organisation.objects.get(pk=competition.buyer_id)
    ask(buying.allowed(buying.chain(agreement, lot, organisation=buyer, wanted=wanted)))
    now = timezone.now()
    CompetitionInvitation.objects.bulk_create(
        CompetitionInvitation(competition=competition, supplier_id=place.supplier_id, invited_at=now)
        for place in lot.suppliers.all()
    )
    competition.version += 1
    transitions.apply(COMPETITION, "invited", competition, by=by, saving=("version",))
    _tell(letters.Letter.COMPETITION_INVITATION, competition)
    return competition


@transaction.atomic
def record_answer(*, by: Any, competition_id: int, data: AnswerData) -> CompetitionInvitation:
    """Record what a supplier answered, after the deadline; a tender that was received later is recorded as late.

    May be recorded again until the decision; the history keeps what was written before.
    """
    competition = _competition(competition_id)
    ask(rules.may_record(actor_of(by), competition))
    deadline = competition.deadline
    if data.kind == AnswerKind.TENDER and data.received_at and deadline and data.received_at > deadline:
        data = replace(data, kind=AnswerKind.LATE)
    if data.kind == AnswerKind.DECLINED:
        data = replace(data, price=None, points=None)
    ask(rules.answer_well_formed(competition, data))
    invitations = competition.invitations.select_for_update(of=("self",)).select_related("supplier", "file")
    invitation = invitations.filter(supplier=data.supplier_id).first()
    if invitation is None:
        raise Refused(rules.NOT_INVITED)
    before = _answer(invitation)
    old_file = invitation.file if data.file is not None else None
    invitation.answer = data.kind
    for name in ("received_at", "price", "points", "note"):
        setattr(invitation, name, getattr(data, name))
    invitation.file = data.file or invitation.file
    invitation.save()
    if old_file is not None:
        delete_file(file=old_file)
    changes = {"supplier": (None, invitation.supplier.name), **audit.differences(before, _answer(invitation))}
    audit.record("mini_competition.answer_recorded", competition, by=by, changes=changes)
    return invitation


@transaction.atomic
def award(*, by: Any, competition_id: int, version: int, winner_id: int, reason: str) -> MiniCompetition:
    """Decide who has won, with reasons that every invited supplier reads. The price is told to nobody but the winner's
    own buyer; no standstill follows under LOU (``portal.law.frameworks.competitions``)."""
    competition = _locked(competition_id, version)
    ask(rules.may_award(actor_of(by), competition))
    ask(rules.may_win(competition.invitations.filter(supplier=winner_id).first()))
    if not reason.strip():
        raise Refused(rules.SAY_WHY_IT_WON)
    competition.winner_id = winner_id
    competition.award_reason = reason.strip()
    competition.decided_at = timezone.now()
    competition.version += 1
    filled = ("winner", "award_reason", "decided_at", "version")
    transitions.apply(COMPETITION, "awarded", competition, by=by, reason=reason, saving=filled)
    _tell(letters.Letter.COMPETITION_AWARD, competition)
    return competition


@transaction.atomic
def cancel(*, by: Any, competition_id: int, version: int, reason: str) -> MiniCompetition:
    """Give a mini-competition up, with a reason that the invited suppliers are told."""
    competition = _locked(competition_id, version)
    ask(rules.may_cancel(actor_of(by), competition))
    if not reason.strip():
        raise Refused(rules.SAY_WHY)
    competition.cancelled_because = reason.strip()
    competition.decided_at = timezone.now()
    competition.version += 1
    filled = ("cancelled_because", "decided_at", "version")
    transitions.apply(COMPETITION, "cancelled", competition, by=by, reason=reason, saving=filled)
    _tell(letters.Letter.COMPETITION_CANCELLED, competition)
    return competition


def _place(data: CompetitionData) -> tuple[Agreement, Lot]:
    lot = Lot.objects.select_related("agreement").get(pk=data.lot_id, agreement=data.agreement_id)
    return lot.agreement, lot


def _locked(competition_id: int, version: int) -> MiniCompetition:
    return locked(MiniCompetition, competition_id, version, "agreement", "lot", "unit", "winner")


def _competition(competition_id: int) -> MiniCompetition:
    """The competition, locked: nothing is recorded while it is being decided."""
    return MiniCompetition.objects.select_for_update(of=("self",)).get(pk=competition_id)


def _set_words(competition: MiniCompetition, data: CompetitionData) -> None:
    for name in WORDS:
        setattr(competition, name, getattr(data, name))


def _name_evaluators(by: Any, competition: MiniCompetition, lot: Lot, named: frozenset[int]) -> None:
    evaluators = named | {by.pk}
    ask(rules.may_evaluate(competition.buyer_id, lot, evaluators))
    competition.evaluators.set(evaluators)


def _facts(competition: MiniCompetition) -> dict[str, Any]:
    people = competition.evaluators.order_by("name", "pk").values_list("name", flat=True)
    words = {name.removesuffix("_id"): getattr(competition, name.removesuffix("_id")) for name in WORDS}
    return {**words, "evaluators": ", ".join(people)}


def _answer(invitation: CompetitionInvitation) -> dict[str, Any]:
    return {name: getattr(invitation, name) for name in ("answer", "received_at", "price", "points", "note", "file")}


def _tell(letter: letters.Letter, competition: MiniCompetition) -> None:
    transaction.on_commit(partial(letters.announce.delay, letter, competition.pk), robust=True)
