"""Making, changing, completing and cancelling a call-off, and its documents.

Every verb that moves the ledger holds the agreement's sums first (``services.ceilings.hold``), before any other row is
locked. What a judgement reads and nobody can change without a new version of the agreement is read before that, so that
others wait for as little as possible.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from agreements import buying, letters
from agreements.facts import to_judge
from agreements.models import Agreement, CallOff, CallOffDocument, Lot, MiniCompetition
from agreements.rules import call_offs as rules
from agreements.services import ceilings
from agreements.states.call_offs import CALL_OFF, CompetitionStatus
from portal.accounts.actor import actor_of
from portal.files.models import StoredFile
from portal.files.services import delete_file
from portal.law.frameworks.buying import Choice, Wanted
from portal.organisations.models import Organisation, Unit
from portal.workflow import audit, transitions
from portal.workflow.errors import Refused, ask
from portal.workflow.statements import Statement
from portal.workflow.versions import locked

ZERO = Decimal("0.00")
#: What of a call-off may be changed, in the order of its form.
CHANGEABLE = ("title", "reference", "amount", "starts_on", "ends_on", "unit", "contact")


@dataclass(frozen=True)
class CallOffData:
    """A call-off as it is handed in. ``amount`` is ex VAT in the agreement's currency; ``called_off_on`` is today where
    it is None. ``competition_id`` names the mini-competition that the supplier has won."""

    agreement_id: int
    lot_id: int
    supplier_id: int
    buyer_id: int
    contact_id: int
    title: str
    amount: Decimal
    ends_on: date
    starts_on: date | None = None
    called_off_on: date | None = None
    reference: str = ""
    unit_id: int | None = None
    passing_over: str = ""
    choice: str = ""
    competition_id: int | None = None


@dataclass(frozen=True)
class CallOffChange:
    """What a call-off becomes: every field as it shall stand."""

    title: str
    amount: Decimal
    ends_on: date
    contact_id: int
    starts_on: date | None = None
    reference: str = ""
    unit_id: int | None = None


@transaction.atomic
def make(*, by: Any, data: CallOffData, agreement: Agreement | None = None) -> CallOff:
    """Call off: the one chain of questions says yes, the amount is reserved, supplier and contacts are told.

    ``agreement`` is the one of the data where the caller has just read it with ``facts.to_judge``.

    Raises ``Refused`` when ``by`` may not call off for the buyer, when what is handed in contradicts itself, when the
    chain says no, or when somebody else took what was left.
    """
    actor, day = actor_of(by), data.called_off_on or timezone.localdate()
    agreement = agreement or _agreement(data.agreement_id)
    lot = _lot(agreement, data.lot_id)
    buyer = _buyer(agreement, data.buyer_id)
    ask(rules.may_call_off_for(actor, agreement, buyer.pk))
    ask(rules.well_formed(data, day, by_office=agreement.cooperation_id in actor.office))
    _check_people(buyer.pk, data.unit_id, data.contact_id)
    eligible = buying.buyer_of(agreement, buyer, day)
    ceilings.hold(agreement.pk)
    if _has_moved_on(agreement):
        agreement = _agreement(agreement.pk)
        lot, eligible = _lot(agreement, lot.pk), buying.buyer_of(agreement, buyer, day)
    wanted = Wanted(on=day, amount=data.amount, ends_on=data.ends_on)
    choice = Choice(data.supplier_id, data.passing_over, data.choice, _has_won(data))
    steps = buying.chain(agreement, lot, organisation=buyer, wanted=wanted, choice=choice, buyer=eligible)
    ask(buying.allowed(steps))
    call_off = CallOff(
        agreement=agreement,
        lot=lot,
        buyer=buyer,
        supplier_id=data.supplier_id,
        unit_id=data.unit_id,
        contact_id=data.contact_id,
        title=data.title.strip(),
        reference=data.reference,
        amount=data.amount,
        called_off_on=day,
        starts_on=data.starts_on,
        ends_on=data.ends_on,
        passing_over=data.passing_over.strip(),
        choice=data.choice.strip(),
        competition_id=data.competition_id,
        created_by=by,
    )
    with _constraints_as_reasons():
        call_off.save(force_insert=True)
    ceilings.reserve(by=by, call_off=call_off, amount=data.amount, day=day)
    changes = {"amount": (None, data.amount), "ends_on": (None, data.ends_on)}
    if rules.on_behalf(actor, buyer.pk):
        changes["on_behalf_of"] = (None, buyer.name)
    audit.record("call_off.made", call_off, by=by, changes=changes, reason=call_off.passing_over or call_off.choice)
    _tell(letters.Letter.CALL_OFF_MADE, call_off)
    return call_off


@transaction.atomic
def change(*, by: Any, call_off_id: int, version: int, data: CallOffChange, reason: str = "") -> CallOff:
    """Change a call-off; ``version`` is the one that was opened.

    More is reserved after the chain has said yes to what is added, less is released. A change of amount or days wants a
    reason, which the supplier is told. Raises ``Conflict`` when somebody else changed it meanwhile, ``Refused`` when a
    rule says no.
    """
    call_off = _held(call_off_id, version)
    actor = actor_of(by)
    ask(rules.may_change(actor, call_off))
    ask(rules.well_formed(data, call_off.called_off_on, by_office=True))
    if (data.unit_id, data.contact_id) != (call_off.unit_id, call_off.contact_id):
        _check_people(call_off.buyer_id, data.unit_id, data.contact_id)
    used, reserved = ceilings.used_of(call_off), ceilings.reserved_of(call_off)
    ask(rules.not_below(call_off, data.amount, used))
    before, ended = _facts(call_off), call_off.ends_on
    _set(call_off, data)
    changes = audit.differences(before, _facts(call_off))
    if not changes:
        return call_off
    if changes.keys() & {"amount", "starts_on", "ends_on"} and not reason.strip():
        raise Refused(rules.SAY_WHY)
    added = max(data.amount - used, ZERO) - reserved
    _ask_for_more(call_off, added, longer=data.ends_on > ended)
    call_off.version += 1
    call_off.save(update_fields=[*CHANGEABLE, "version"])
    _move_reserved(by, call_off, added, reason)
    audit.record("call_off.changed", call_off, by=by, changes=changes, reason=reason)
    _tell(letters.Letter.CALL_OFF_CHANGED, call_off)
    return call_off


@transaction.atomic
def complete(*, by: Any, call_off_id: int, version: int, reason: str = "") -> CallOff:
    """End a call-off for good; what is reserved for it and not used is released."""
    call_off = _held(call_off_id, version)
    ask(rules.may_complete(actor_of(by), call_off))
    _move_reserved(by, call_off, -ceilings.reserved_of(call_off), reason)
    call_off.version += 1
    transitions.apply(CALL_OFF, "completed", call_off, by=by, reason=reason, saving=("version",))
    _tell(letters.Letter.CALL_OFF_COMPLETED, call_off)
    return call_off


@transaction.atomic
def cancel(*, by: Any, call_off_id: int, version: int, reason: str) -> CallOff:
    """Take a call-off back with a reason; what is reserved for it is released. One under which something has been
    bought is refused: it is completed instead."""
    call_off = _held(call_off_id, version)
    ask(rules.may_cancel(actor_of(by), call_off, ceilings.used_of(call_off)))
    if not reason.strip():
        raise Refused(rules.SAY_WHY)
    _move_reserved(by, call_off, -ceilings.reserved_of(call_off), reason)
    call_off.cancelled_because = reason.strip()
    call_off.version += 1
    transitions.apply(CALL_OFF, "cancelled", call_off, by=by, reason=reason, saving=("cancelled_because", "version"))
    _tell(letters.Letter.CALL_OFF_CANCELLED, call_off)
    return call_off


@transaction.atomic
def attach_document(*, by: Any, call_off: CallOff, file: StoredFile, title: str) -> CallOffDocument:
    """Attach a stored file, for everybody who sees the call-off: buyer, supplier and office."""
    ask(rules.may_keep(actor_of(by), call_off))
    document = CallOffDocument.objects.create(call_off=call_off, file=file, title=title)
    audit.record("call_off.document_attached", call_off, by=by, changes={"document": (None, title)})
    return document


@transaction.atomic
def remove_document(*, by: Any, document: CallOffDocument, reason: str) -> None:
    """Take a document away with a reason; the history keeps its title."""
    ask(rules.may_keep(actor_of(by), document.call_off))
    if not reason.strip():
        raise Refused(rules.SAY_WHY)
    changes = {"document": (document.title, None)}
    audit.record("call_off.document_removed", document.call_off, by=by, changes=changes, reason=reason)
    file = document.file
    document.delete()
    delete_file(file=file)


def _agreement(agreement_id: int) -> Agreement:
    """The agreement with all that the chain reads, in a handful of queries."""
    return to_judge(Agreement.objects.select_related("cooperation").get(pk=agreement_id))


def _standing(agreement: int) -> QuerySet:
    return Agreement.objects.filter(pk=agreement).values_list("version", "status")


STANDING = Statement(_standing, agreement=int)


def _has_moved_on(agreement: Agreement) -> bool:
    """Whether somebody has changed the agreement since it was read; asked while its sums are held."""
    return (agreement.version, agreement.status) not in STANDING.ask(agreement=agreement.pk)


def _buyer(agreement: Agreement, buyer_id: int) -> Organisation:
    """The buyer, who was read with the agreement where it is named there."""
    named = next((row.organisation for row in agreement.buyers.all() if row.organisation_id == buyer_id), None)
    return named or Organisation.objects.get(pk=buyer_id)


def _lot(agreement: Agreement, lot_id: int | None) -> Lot:
    lot = next((lot for lot in agreement.lots.all() if lot.pk == lot_id), None)
    if lot is None:
        raise Refused(rules.NOT_IN_IT)
    return lot


def _check_people(buyer_id: int, unit_id: int | None, contact_id: int) -> None:
    if unit_id is not None and not Unit.objects.filter(pk=unit_id, organisation=buyer_id).exists():
        raise Refused(rules.OTHER_UNIT)
    if contact_id not in rules.ids_of_people(buyer_id):
        raise Refused(rules.OTHER_CONTACT)


def _has_won(data: CallOffData) -> bool:
    """Whether the supplier won the mini-competition that the call-off names, for this buyer and lot."""
    if data.competition_id is None:
        return False
    won = MiniCompetition.objects.filter(
        pk=data.competition_id,
        status=CompetitionStatus.AWARDED,
        lot=data.lot_id,
        buyer=data.buyer_id,
        winner=data.supplier_id,
    )
    if not won.exists():
        raise Refused(rules.NOT_WON)
    return True


@contextmanager
def _constraints_as_reasons() -> Iterator[None]:
    """What PostgreSQL refuses, in words: somebody else has called off from the winner. The whole service is undone, so
    no savepoint is spent while others wait."""
    try:
        yield
    except IntegrityError as error:
        broken = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
        if broken == "call_off_once_from_competition":
            raise Refused(rules.CALLED_OFF_ALREADY) from error
        raise


def _held(call_off_id: int, version: int) -> CallOff:
    """The call-off, locked after its agreement's sums; raises ``Conflict`` when it has moved on from ``version``."""
    ceilings.hold(CallOff.objects.values_list("agreement_id", flat=True).get(pk=call_off_id))
    return locked(CallOff, call_off_id, version, "agreement__cooperation", "buyer", "unit", "contact", "supplier")


def _facts(call_off: CallOff) -> dict[str, Any]:
    return {name: getattr(call_off, name) for name in CHANGEABLE}


def _set(call_off: CallOff, data: CallOffChange) -> None:
    for name in ("title", "reference", "amount", "starts_on", "ends_on", "unit_id", "contact_id"):
        setattr(call_off, name, getattr(data, name))


def _ask_for_more(call_off: CallOff, added: Decimal, *, longer: bool) -> None:
    """What is added is asked for as a call-off of its own, today; a longer contract only whether it may run so long."""
    if added <= 0 and not longer:
        return
    agreement = _agreement(call_off.agreement_id)
    steps = buying.chain(
        agreement,
        _lot(agreement, call_off.lot_id),
        organisation=call_off.buyer,
        wanted=Wanted(on=timezone.localdate(), amount=max(added, ZERO), ends_on=call_off.ends_on),
        choice=Choice(
            call_off.supplier_id, call_off.passing_over, call_off.choice, call_off.competition_id is not None
        ),
    )
    if added <= 0:
        steps = tuple(step for step in steps if step.name == "contract_end")
    ask(buying.allowed(steps))


def _move_reserved(by: Any, call_off: CallOff, added: Decimal, reason: str) -> None:
    today = timezone.localdate()
    if added > 0:
        ceilings.reserve(by=by, call_off=call_off, amount=added, day=today, reason=reason[:300])
    elif added < 0:
        ceilings.release(by=by, call_off=call_off, amount=-added, day=today, reason=reason[:300])


def _tell(letter: letters.Letter, call_off: CallOff) -> None:
    """Tell supplier and contacts, once everything is written; the confirmation is made with the letters."""
    transaction.on_commit(partial(letters.announce.delay, letter, call_off.pk), robust=True)
