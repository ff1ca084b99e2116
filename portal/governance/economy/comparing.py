"""A scenario worked out: an own coordinator, hours bought, and a network, in total and for each member."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from portal.governance.economy.facts import MemberFacts, members_of
from portal.governance.economy.simulation import shares_of
from portal.governance.models import Scenario
from portal.law.answers import Answer, Reason, answer
from portal.law.cost_keys import NO_POPULATION, ORE
from portal.law.scenarios import BoughtHours


@dataclass(frozen=True)
class Way:
    """One way to run the office: its total and what each member pays; no shares where ``answer`` says why not, and no
    total either where it is the sum of those shares (``is_known``)."""

    name: str
    total: Decimal
    answer: Answer
    shares: dict[int, Decimal]
    is_known: bool = True


@dataclass(frozen=True)
class Comparison:
    """The three ways side by side, ex VAT in the cooperation's currency."""

    scenario: Scenario
    members: Sequence[MemberFacts]
    bought: BoughtHours
    coordinator: Way
    hours: Way
    network: Way

    @property
    def ways(self) -> tuple[Way, Way, Way]:
        return (self.coordinator, self.hours, self.network)

    @property
    def cheapest(self) -> Way:
        """The way that costs least. One that costs nothing is left out: nobody has said yet what it would cost, or the
        members' populations are not known."""
        return min((way for way in self.ways if way.total), key=lambda way: way.total)

    @property
    def against_coordinator(self) -> Decimal | None:
        """How many hours, in this mix, cost as much as a coordinator; with fewer, buying is cheaper."""
        return self.bought.break_even(self.coordinator.total)

    @property
    def against_network(self) -> Decimal | None:
        """How many hours, in this mix, cost as much as the network."""
        return self.bought.break_even(self.network.total)


def compare(scenario: Scenario) -> Comparison:
    """Work a scenario out, from the members and populations of its year."""
    companies = scenario.key is not None and scenario.key.includes_companies
    members = members_of(scenario.cooperation, scenario.year, companies=companies)
    bought = BoughtHours(scenario.manager_hours, scenario.manager_rate, scenario.adviser_hours, scenario.adviser_rate)
    hours = bought.total.quantize(ORE, ROUND_HALF_UP)
    return Comparison(
        scenario,
        members,
        bought,
        Way("coordinator", scenario.coordinator_amount, *shares_of(scenario.key, scenario.coordinator_amount, members)),
        Way("hours", hours, *shares_of(scenario.key, hours, members)),
        _network(scenario, members),
    )


def _network(scenario: Scenario, members: Sequence[MemberFacts]) -> Way:
    unknown = [member.organisation.name for member in members if member.inhabitants is None]
    if unknown:
        missing = answer([Reason(NO_POPULATION, params={"members": ", ".join(unknown)})])
        return Way("network", Decimal(0), missing, {}, is_known=False)
    shares = {
        member.pk: (scenario.network_fee * (member.inhabitants or 0)).quantize(ORE, ROUND_HALF_UP) for member in members
    }
    return Way("network", sum(shares.values(), Decimal(0)), answer(), shares)
