"""A proof of the right to buy in words, and as a PDF that a worker makes in the language of the answer."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from agreements.models import BuyingProof
from agreements.states import STATE_LABELS, CallOffMethod
from portal.jobs.models import Job
from portal.jobs.papers import Paper
from portal.jobs.registry import JobFailed, Result
from portal.jobs.working import Progress
from portal.organisations.brands import brand_of
from portal.organisations.models import Cooperation
from portal.web import formats
from portal.web.brand import SAMKOP, Brand
from portal.web.pdf import render_template

JOB = "buying_proof"

#: The facts of a proof as people call them, in the order in which they are told.
FACTS = {
    "agreement": lazy("Agreement"),
    "number": lazy("Number"),
    "version": lazy("Version of the agreement"),
    "state": lazy("State on the day"),
    "starts_on": lazy("First day"),
    "last_day": lazy("Last day to call off"),
    "latest_contract_end_on": lazy("Latest end of contracts"),
    "buyer": lazy("The organisation"),
    "maximum": lazy("Maximum value"),
    "reserved": lazy("Reserved by call-offs"),
    "used": lazy("Used"),
    "lot": lazy("Lot"),
    "lot_maximum": lazy("Maximum of the lot"),
    "lot_reserved": lazy("Reserved in the lot"),
    "lot_used": lazy("Used in the lot"),
    "lot_cpvs": lazy("CPV codes of the lot"),
    "call_off_method": lazy("Call-off by"),
    "suppliers": lazy("Suppliers"),
    "usable": lazy("Agreements that may be used"),
    "near": lazy("Agreements that came near"),
    "more": lazy("Further agreements that came near"),
}
_AMOUNTS = {"maximum", "reserved", "used", "lot_maximum", "lot_reserved", "lot_used"}
_DAYS = {"starts_on", "last_day", "latest_contract_end_on"}
_WORDS: dict[str, Mapping[str, Any]] = {
    "state": STATE_LABELS,
    "call_off_method": dict(CallOffMethod.choices),
    "buyer": {"must": lazy("must use it"), "may": lazy("may use it"), "not": lazy("may not use it")},
}


def question_told(said: Mapping[str, Any], currency: str) -> list[tuple[str, str]]:
    """The question of a proof: labels and what was asked; what was left open is left out."""
    rows = [
        (_("What is needed"), said["need"]),
        (_("For how much"), formats.money(Decimal(said["amount"]), currency) if said["amount"] else ""),
        (_("When"), formats.date(date.fromisoformat(said["on"]))),
        (_("The contract runs until"), formats.date(date.fromisoformat(said["ends_on"])) if said["ends_on"] else ""),
    ]
    return [(label, value) for label, value in rows if value]


def fact_told(name: str, value: Any, currency: str) -> str:
    """One fact in words; '' for one that is not known."""
    if value in (None, "", []):
        return ""
    if name in _AMOUNTS:
        return formats.money(Decimal(value), currency)
    if name in _DAYS:
        return formats.date(date.fromisoformat(value))
    if name in _WORDS:
        return str(_WORDS[name].get(value, value))
    return ", ".join(value) if isinstance(value, list) else str(value)


def facts_told(facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The facts that are known, with their labels."""
    currency = facts.get("currency", "")
    told = ((str(label), fact_told(name, facts.get(name), currency)) for name, label in FACTS.items())
    return [(label, value) for label, value in told if value]


def changes_told(changed: Mapping[str, tuple[Any, Any]], currency: str) -> list[tuple[str, str, str]]:
    """Facts that have changed since: label, then, now."""
    return [
        (str(label), fact_told(name, changed[name][0], currency), fact_told(name, changed[name][1], currency))
        for name, label in FACTS.items()
        if name in changed
    ]


def paper(proof: BuyingProof) -> Paper:
    """The proof as a PDF, in the language of its answer: it never changes."""
    return Paper(JOB, str(proof.pk), proof.language, {"proof": proof.pk})


def make(job: Job, progress: Progress) -> Result:
    """The work itself, in the language of the job."""
    proof = BuyingProof.objects.filter(pk=job.params["proof"]).first()
    if proof is None:
        raise JobFailed(translation.gettext("The proof is not there any more."))
    paper(proof).keep(render(proof))
    return Result({"proof": proof.pk})


def render(proof: BuyingProof) -> bytes:
    """The proof in the active language; its chain stands in the words in which it was told."""
    context = {
        "proof": proof,
        "question": question_told(proof.question, proof.facts.get("currency", "")),
        "facts": facts_told(proof.facts),
    }
    return render_template("agreements/buying_proof_pdf.html", context, brand=_brand(proof))


def _brand(proof: BuyingProof) -> Brand:
    """Of the agreement's cooperation, or of one to which the organisation belongs."""
    if proof.agreement is not None:
        return brand_of(proof.agreement.cooperation)
    own = Cooperation.objects.filter(memberships__organisation=proof.organisation).order_by("pk").first()
    return brand_of(own) if own else SAMKOP
