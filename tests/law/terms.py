"""Terms that keep every rule, from which the tests of publication take something away."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.utils.translation import override

from portal.law.answers import Answer
from portal.law.frameworks import BuyerTerms, LotTerms, SupplierTerms, Terms

ONE = LotTerms(number="1", suppliers=(SupplierTerms("Fiktiva AB"),))

FRAMEWORK = Terms(
    kind="framework",
    jurisdiction="SE",
    title="Städtjänster",
    number="2026-17",
    has_owner=True,
    cpv_codes=("90910000",),
    announced_on=date(2025, 9, 1),
    starts_on=date(2026, 1, 1),
    ends_on=date(2027, 12, 31),
    option_months=(12, 12),
    latest_contract_end_on=date(2030, 12, 31),
    estimated_value=Decimal("8000000.00"),
    maximum_value=Decimal("10000000.00"),
    lots=(ONE,),
    buyers=(BuyerTerms(1, binding=True), BuyerTerms(2)),
)

CONTRACT = Terms(
    kind="contract",
    jurisdiction="SE",
    title="Skolsystem",
    number="2026-18",
    has_owner=True,
    cpv_codes=("48190000",),
    starts_on=date(2026, 1, 1),
    until_further_notice=True,
    lots=(ONE,),
)

PARTNERSHIP = replace(
    CONTRACT,
    kind="partnership",
    has_partner_manager=True,
    has_cadence=True,
    until_further_notice=False,
    ends_on=date(2035, 12, 31),
)


def fields(answer: Answer) -> list[str | None]:
    return [reason.field for reason in answer.reasons]


def notes(answer: Answer) -> list[str | None]:
    return [note.field for note in answer.notes]


def said(answer: Answer) -> str:
    with override("en"):
        return str(answer).replace("\xa0", " ")
