"""Call-offs, mini-competitions and off-contract notices as they stand in the database, in any status."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from agreements.models import Agreement, CallOff, CompetitionInvitation, MiniCompetition, OffContractPurchase
from agreements.states.call_offs import (
    AnswerKind,
    CallOffStatus,
    CompetitionStatus,
    OffContractReason,
    OffContractStatus,
)
from portal.accounts.models import User
from portal.organisations.models import Organisation
from suppliers.models import Supplier


def make_call_off(
    agreement: Agreement, buyer: Organisation, by: User, status: str = CallOffStatus.MADE, **fields: Any
) -> CallOff:
    """A call-off from the first supplier of the agreement's first lot, without an entry in the ledger."""
    lot = agreement.lots.all()[0]
    first = {
        "agreement": agreement,
        "lot": lot,
        "supplier_id": lot.suppliers.all()[0].supplier_id,
        "buyer": buyer,
        "title": "Städning av Ekskolan",
        "amount": Decimal("400000"),
        "called_off_on": date(2026, 11, 20),
        "ends_on": date(2027, 12, 31),
        "contact": by,
        "created_by": by,
        "status": status,
        "cancelled_because": "No need" if status == CallOffStatus.CANCELLED else "",
    }
    return CallOff.objects.create(**{**first, **fields})


def make_competition(
    agreement: Agreement,
    buyer: Organisation,
    by: User,
    suppliers: tuple[Supplier, ...] = (),
    status: str = CompetitionStatus.INVITED,
    **fields: Any,
) -> MiniCompetition:
    """A mini-competition with one evaluator. Once sent, the suppliers are invited; a past ``deadline`` has let the
    first of them tender, who wins where it is awarded."""
    lot = agreement.lots.all()[0]
    supplier = suppliers[0] if suppliers else lot.suppliers.all()[0].supplier
    decided = status in (CompetitionStatus.AWARDED, CompetitionStatus.CANCELLED)
    first = {
        "agreement": agreement,
        "lot": lot,
        "buyer": buyer,
        "title": "Fönsterputs",
        "description": "All windows, twice a year",
        "answer_to": "tenders@example.org",
        "deadline": timezone.now() + timedelta(days=30 if status == CompetitionStatus.DRAFT else -1),
        "status": status,
        "winner": supplier if status == CompetitionStatus.AWARDED else None,
        "award_reason": "The lowest price" if status == CompetitionStatus.AWARDED else "",
        "cancelled_because": "No need" if status == CompetitionStatus.CANCELLED else "",
        "decided_at": timezone.now() if decided else None,
        "created_by": by,
    }
    competition = MiniCompetition.objects.create(**{**first, **fields})
    competition.evaluators.add(by)
    if status != CompetitionStatus.DRAFT:
        for place, invited in enumerate(suppliers):
            answered = {"answer": AnswerKind.TENDER, "price": Decimal("71234"), "received_at": competition.deadline}
            CompetitionInvitation.objects.create(
                competition=competition,
                supplier=invited,
                invited_at=timezone.now(),
                **(answered if place == 0 and competition.deadline < timezone.now() else {}),
            )
    return competition


def make_off_contract(
    agreement: Agreement, buyer: Organisation, by: User, status: str = OffContractStatus.NOTED, **fields: Any
) -> OffContractPurchase:
    first = {
        "agreement": agreement,
        "buyer": buyer,
        "title": "Sanering",
        "supplier_name": "Enbär Sanering AB",
        "amount": Decimal("12500"),
        "bought_on": date(2026, 11, 18),
        "reason": OffContractReason.URGENT,
        "explanation": "Water damage in the night",
        "created_by": by,
        "status": status,
    }
    return OffContractPurchase.objects.create(**{**first, **fields})
