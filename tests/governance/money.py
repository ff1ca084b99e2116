"""One of everything in a cooperation's economy, for tests that ask who sees it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.http import QueryDict

from portal.governance.economy.asking import packed
from portal.governance.models import (
    Apportionment,
    Budget,
    CommissionRate,
    CostKey,
    Decision,
    MembershipFee,
    OutcomeEntry,
    OutcomeFile,
    Scenario,
)
from portal.governance.services import outcome
from tests.cast import Cast

#: A comparison that divides whatever is known of the members.
STATE = packed(QueryDict("amount=700000&year=2026&k1-model=equal"))
LEDGER = b"Account;Date;Amount;Description\n50;2026-04-01;100;Salary\n"


@dataclass
class Money:
    """``draft`` and ``proposal`` wait for a decision; the others stand on one."""

    budget: Budget
    draft: Budget
    entry: OutcomeEntry
    file: OutcomeFile
    rate: CommissionRate
    fee: MembershipFee
    key: CostKey
    proposal: CostKey
    apportionment: Apportionment
    scenario: Scenario


def make_money(cast: Cast, decision: Decision) -> Money:
    """It belongs to the cast's cooperation; the office's officer entered it."""
    cooperation, day = cast.cooperation, date(2026, 4, 1)
    dated = {"decision": decision, "valid_from": day}
    budget = Budget.objects.create(cooperation=cooperation, year=2026, number=1)
    budget.lines.create(kind="cost", code="50", title="Coordinator", amount=Decimal(700_000))
    budget.decision, budget.valid_from = decision, day
    budget.save()
    key = CostKey.objects.create(cooperation=cooperation, name="Equal", equal_weight=100, **dated)
    apportionment = Apportionment.objects.create(
        cooperation=cooperation, year=2026, purpose="Office", number=1, amount=100, key=key, members_on=day
    )
    apportionment.shares.create(organisation=cast.municipality, amount=100)
    fee = MembershipFee.objects.create(
        cooperation=cooperation, year=2026, number=1, basis="flat", amount=5, decision=decision
    )
    fee.shares.create(organisation=cast.municipality, amount=5)
    return Money(
        budget=budget,
        draft=Budget.objects.create(cooperation=cooperation, year=2027, number=1),
        entry=OutcomeEntry.objects.create(
            cooperation=cooperation, year=2026, code="50", day=day, amount=7, text="Salary", by=cast.officer
        ),
        file=outcome.hand_in(
            by=cast.officer, cooperation_id=cooperation.pk, year=2026, name="ledger.csv", content=LEDGER
        ),
        rate=CommissionRate.objects.create(cooperation=cooperation, percent=1, **dated),
        fee=fee,
        key=key,
        proposal=CostKey.objects.create(cooperation=cooperation, name="Half", equal_weight=50, inhabitants_weight=50),
        apportionment=apportionment,
        scenario=Scenario.objects.create(
            cooperation=cooperation,
            name="Two ways",
            year=2026,
            coordinator_amount=700_000,
            manager_rate=650,
            manager_hours=1,
            adviser_rate=450,
            adviser_hours=1,
            network_fee=1,
        ),
    )
