"""The course of a non-conformity or complaint: reported, sent to the supplier, answered, closed or escalated."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.letters import Letter, announce
from agreements.models import Agreement, CallOff, Lot, LotSupplier, NonConformity
from agreements.rules import follow_up as rules
from agreements.states.follow_up import NON_CONFORMITY
from portal.accounts.actor import actor_of
from portal.law.answers import denied
from portal.organisations.models import Organisation
from portal.workflow import audit, transitions
from portal.workflow.errors import Refused, ask
from portal.workflow.versions import locked
from suppliers.models import Supplier

NOT_IN_THE_LOT = denied(_("The supplier has no place there. Choose the lot that it is in."), "lot")
ANOTHER_CALL_OFF = denied(_("The call-off is of another buyer or supplier."), "call_off")
SAY_SO = denied(_("Say it in words: the other side reads them."), "text")


@dataclass(frozen=True)
class NonConformityData:
    """What happened, what is asked of the supplier, and until when it is to answer."""

    kind: str
    title: str
    what_happened: str
    happened_on: date
    severity: str
    demand: str
    answer_by: date
    supplier: Supplier
    buyer: Organisation
    lot: Lot | None = None
    call_off: CallOff | None = None
    internal_note: str = ""


@transaction.atomic
def report(*, by: Any, agreement_id: int, data: NonConformityData) -> NonConformity:
    """Report that the supplier fails. Those who handle it hear of it by letter; the supplier does not yet."""
    agreement = Agreement.objects.select_related("cooperation", "partnership").get(pk=agreement_id)
    ask(rules.may_report(actor_of(by), agreement, data.buyer.pk))
    _sound(agreement, data)
    found = NonConformity(agreement=agreement, reported_by=by, **vars(data))
    found.save(force_insert=True)
    audit.record("non_conformity.reported", found, by=by, changes={n: (None, v) for n, v in _facts(found).items()})
    _tell(Letter.NON_CONFORMITY_REPORTED, found)
    return found


@transaction.atomic
def correct(*, by: Any, non_conformity_id: int, version: int, data: NonConformityData) -> NonConformity:
    """Correct what was reported, until it is sent."""
    found = _opened(non_conformity_id, version)
    ask(rules.may_correct(actor_of(by), found))
    if data.buyer.pk != found.buyer_id:
        ask(rules.may_report(actor_of(by), found.agreement, data.buyer.pk))
    _sound(found.agreement, data)
    before = _facts(found)
    for name, value in vars(data).items():
        setattr(found, name, value)
    changes = audit.differences(before, _facts(found))
    if changes:
        found.version += 1
        found.save()
        audit.record("non_conformity.edited", found, by=by, changes=changes)
    return found


@transaction.atomic
def send(*, by: Any, non_conformity_id: int, version: int, answer_by: date) -> NonConformity:
    """Send it to the supplier, whose people see it from now on and are asked to answer by a day."""
    found = _opened(non_conformity_id, version)
    ask(rules.may_step(actor_of(by), found, "sent"))
    ask(rules.in_time(answer_by, timezone.localdate()))
    found.answer_by, found.sent_at = answer_by, timezone.now()
    return _step("sent", found, by, "", "answer_by", "sent_at")


@transaction.atomic
def answer(*, by: Any, non_conformity_id: int, version: int, text: str) -> NonConformity:
    """The supplier answers."""
    found = _opened(non_conformity_id, version)
    ask(rules.may_step(actor_of(by), found, "answered"))
    found.answer, found.answered_at, found.answered_by = _said(text), timezone.now(), by
    return _step("answered", found, by, found.answer, "answer", "answered_at", "answered_by")


@transaction.atomic
def escalate(*, by: Any, non_conformity_id: int, version: int, text: str) -> NonConformity:
    """Take it a level higher: the supplier has not answered, or not well enough."""
    found = _opened(non_conformity_id, version)
    ask(rules.may_step(actor_of(by), found, "escalated"))
    return _step("escalated", found, by, _said(text))


@transaction.atomic
def close(*, by: Any, non_conformity_id: int, version: int, text: str) -> NonConformity:
    """Accept the answer, or end what was escalated; ``text`` says what came of it."""
    found = _opened(non_conformity_id, version)
    ask(rules.may_step(actor_of(by), found, "closed"))
    found.outcome = _said(text)
    return _step("closed", found, by, found.outcome, "outcome")


@transaction.atomic
def withdraw(*, by: Any, non_conformity_id: int, version: int, text: str) -> NonConformity:
    """Take it back, with a reason. The supplier is told if it had been sent there."""
    found = _opened(non_conformity_id, version)
    ask(rules.may_step(actor_of(by), found, "withdrawn"))
    found.outcome = _said(text)
    return _step("withdrawn", found, by, found.outcome, "outcome")


def _opened(non_conformity_id: int, version: int) -> NonConformity:
    return locked(NonConformity, non_conformity_id, version, "agreement__cooperation", "supplier", "buyer")


def _said(text: str) -> str:
    if not text.strip():
        raise Refused(SAY_SO)
    return text.strip()


def _step(name: str, found: NonConformity, by: Any, reason: str, *saving: str) -> NonConformity:
    found.version += 1
    transitions.apply(NON_CONFORMITY, name, found, by=by, reason=reason, saving=(*saving, "version"))
    if found.sent_at is not None:  # the supplier hears nothing of what it was never sent
        _tell(Letter(f"non_conformity_{name}"), found)
    return found


def _tell(letter: Letter, found: NonConformity) -> None:
    pk = found.pk
    transaction.on_commit(lambda: announce.delay(letter, pk))


def _sound(agreement: Agreement, data: NonConformityData) -> None:
    """Raise ``Refused`` unless days, lot, supplier and call-off fit together."""
    ask(rules.well_reported(happened_on=data.happened_on, answer_by=data.answer_by, today=timezone.localdate()))
    places = LotSupplier.objects.filter(lot__agreement=agreement, supplier=data.supplier)
    if data.lot is not None:
        places = places.filter(lot=data.lot)
    call_off = data.call_off
    if call_off is None and not places.exists():
        raise Refused(NOT_IN_THE_LOT)
    if call_off is not None and (
        (call_off.agreement_id, call_off.supplier_id, call_off.buyer_id)
        != (agreement.pk, data.supplier.pk, data.buyer.pk)
    ):
        raise Refused(ANOTHER_CALL_OFF)


def _facts(found: NonConformity) -> dict[str, Any]:
    names = NonConformityData.__dataclass_fields__
    said = {name: audit.plain(getattr(found, name)) for name in names}
    return {name: value for name, value in said.items() if value not in (None, "")}
