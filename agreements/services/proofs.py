"""Keeping an answer to "may I buy here?" as a proof, and telling what has changed since."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.asking import Findings, Judged, JudgedLot, Question, ask, ask_one
from agreements.buying import standing, told
from agreements.models import Agreement, BuyingProof, Outcome
from agreements.querysets.proofs import SUMS
from agreements.rules.buying import may_keep
from agreements.rules.ceilings import View, view_of
from portal.accounts.actor import Actor, actor_of
from portal.law.answers import denied
from portal.reference.models import CpvCode
from portal.workflow import audit, errors
from portal.workflow.errors import Refused

NOT_FOUND = denied(_("The agreement is not among the answers any more. Ask again."))


@transaction.atomic
def keep(
    *, by: Any, question: Question, agreement_id: int | None = None, lot_id: int | None = None, language: str
) -> BuyingProof:
    """Ask once more and keep the answer: of one lot of an agreement, or, without an agreement, that nothing covers the
    need. The chain is written down in the active language, named by ``language``. Raises ``Refused``."""
    errors.ask(may_keep(actor_of(by)))
    if agreement_id is None:
        outcome, chain, facts = _nothing(ask(question, by))
        lot = None
    else:
        judged = ask_one(question, agreement_id, by)
        judged_lot = _lot_of(judged, lot_id)
        if judged is None or judged_lot is None:
            raise Refused(NOT_FOUND)
        outcome = Outcome.YES if judged_lot.answer else Outcome.NO
        facts = known_to(actor_of(by), judged.agreement, facts_of(judged, judged_lot, question))
        chain, lot = told(judged_lot.steps), judged_lot.lot
    proof = BuyingProof.objects.create(
        organisation=question.organisation,
        unit=question.unit,
        asked_by=by,
        agreement_id=agreement_id,
        lot=lot,
        outcome=outcome,
        question=as_values(question),
        chain=chain,
        facts=facts,
        language=language,
    )
    audit.record("buying_proof.kept", proof, by=by)
    return proof


def _lot_of(judged: Judged | None, lot_id: int | None) -> JudgedLot | None:
    if judged is None:
        return None
    return next((row for row in judged.lots if row.lot.pk == lot_id), None) if lot_id else judged.best


def _nothing(found: Findings) -> tuple[Outcome, list[dict[str, Any]], dict[str, Any]]:
    """That nothing may be used: every agreement that came near, with its chain; what may be used is no such proof."""
    if found.usable:
        raise Refused(NOT_FOUND)
    names = [f"{row.agreement.number} {row.agreement}".strip() for row in found.refused]
    chain = [
        {
            "step": "near",
            "question": name,
            "allowed": False,
            "reasons": [reason for step in told(row.best.decisive) for reason in step["reasons"]],
        }
        for name, row in zip(names, found.refused, strict=True)
    ]
    facts = {"usable": 0, "near": names, "more": found.more_usable + found.more_near}
    return Outcome.NOTHING, chain, facts


def facts_of(judged: Judged, lot: JudgedLot, question: Question) -> dict[str, Any]:
    """The facts from which an answer was taken, in plain values; amounts ex VAT as text."""
    agreement, row = judged.agreement, lot.lot
    whole, of_lot = lot.ceilings
    now = standing(agreement, question.on)
    buyer = next((step for step in lot.steps if step.name == "buyer"), None)
    return audit.plain(
        {
            "agreement": str(agreement),
            "number": agreement.number,
            "version": agreement.version,
            "state": now.state.value,
            "starts_on": agreement.starts_on,
            "last_day": now.last,
            "latest_contract_end_on": agreement.latest_contract_end_on,
            "buyer": ("must" if judged.binding else "may") if buyer and buyer.answer else "not",
            "currency": agreement.currency,
            "maximum": whole.maximum,
            "reserved": whole.reserved,
            "used": whole.used,
            "lot": " ".join(filter(None, (row.number, row.title))),
            "lot_maximum": of_lot.maximum,
            "lot_reserved": of_lot.reserved,
            "lot_used": of_lot.used,
            "lot_cpvs": sorted(row.own_codes),
            "call_off_method": row.call_off_method,
            "suppliers": [
                f"{place.rank}. {place.supplier}" if place.rank else str(place.supplier)
                for place in row.suppliers.all()
            ],
        }
    )


def known_to(actor: Actor, agreement: Agreement, facts: dict[str, Any]) -> dict[str, Any]:
    """The facts without the sums of the ledger for who does not see those: a proof tells nobody more than its page."""
    if view_of(actor, agreement) >= View.SUMS:
        return facts
    return {name: value for name, value in facts.items() if name not in SUMS}


def as_values(question: Question) -> dict[str, Any]:
    """A question in plain values, from which ``asked_in`` makes it again."""
    return audit.plain(
        {
            "words": question.words,
            "cpv": question.cpv.code if question.cpv else "",
            "need": question.asked,
            "on": question.on,
            "amount": question.amount,
            "ends_on": question.ends_on,
        }
    )


def asked_in(proof: BuyingProof, on: date | None = None) -> Question:
    """The question of a proof, for the day of the proof or for another."""
    said: Mapping[str, Any] = proof.question
    return Question(
        organisation=proof.organisation,
        unit=proof.unit,
        on=on or date.fromisoformat(said["on"]),
        words=said["words"],
        cpv=CpvCode.objects.filter(pk=said["cpv"]).first() if said["cpv"] else None,
        amount=Decimal(said["amount"]) if said["amount"] is not None else None,
        ends_on=date.fromisoformat(said["ends_on"]) if said["ends_on"] else None,
    )


@dataclass(frozen=True)
class Since:
    """What has changed since a proof was taken: the facts as ``(then, now)``, and the answer to the same question if it
    were asked today, for a day that is not past. ``changed``: it differs."""

    facts: Mapping[str, tuple[Any, Any]]
    outcome: str
    chain: list[dict[str, Any]]
    on: date
    changed: bool


def since(proof: BuyingProof, user: Any) -> Since:
    """Ask the question of a proof again. A day that is past is asked for as today."""
    on = max(date.fromisoformat(proof.question["on"]), timezone.localdate())
    question = asked_in(proof, on)
    if proof.agreement_id is None:
        found = ask(question, user)
        outcome, chain, facts = (Outcome.YES, [], {}) if found.usable else _nothing(found)
        if found.usable:
            facts = {**proof.facts, "usable": len(found.usable) + found.more_usable}
    else:
        judged = ask_one(question, proof.agreement_id, user)
        lot = _lot_of(judged, proof.lot_id)
        if judged is None or lot is None:
            return Since({}, Outcome.NOTHING, [], on, changed=True)
        outcome = Outcome.YES if lot.answer else Outcome.NO
        now = known_to(actor_of(user), judged.agreement, facts_of(judged, lot, question))
        chain, facts = told(lot.steps), {name: now.get(name, then) for name, then in proof.facts.items()}
    return Since(audit.differences(proof.facts, facts), outcome, chain, on, changed=outcome != proof.outcome)
