"""Finding opportunities, and reckoning what speaks for each."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from portal.law import opportunities as law
from portal.law.opportunities import ASSUMED_WEIGHTS, Facts, Joining, Part, Standing, joining
from portal.law.planning import Leads, Step, latest_start
from portal.organisations.models import Cooperation
from portal.reference.models import branch_of
from procurements.models import OpportunityWeights, Procurement, Proposal
from procurements.opportunities.facts import Asked, Bought, Ending, Planned, bought, endings, members_of
from procurements.plan.terms import terms_of
from procurements.states.opportunities import Order, Source
from procurements.states.planning import USUAL

FEWEST_MEMBERS = 2


@dataclass
class Opportunity:
    """What members could procure together in a branch, which is the first digits of a CPV code.

    ``value`` is what is known of the money, ex VAT in ``currency``, and ``unknown`` of how many nothing is known;
    ``yearly`` what that comes to in a year. ``begin_by`` is the latest day to begin, so that nobody stands without;
    ``soonest`` when a new agreement could start if it were begun today. All days are assumed where ``is_assumed``.
    """

    cooperation: Cooperation
    branch: str
    endings: list[Ending] = field(default_factory=list)
    bought: list[Bought] = field(default_factory=list)
    procurements: list[Procurement] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)
    joining: Joining | None = None
    begin_by: date | None = None
    soonest: date | None = None
    parts: dict[Part, Decimal] = field(default_factory=dict)
    score: Decimal = Decimal(0)

    @property
    def currency(self) -> str:
        return self.cooperation.currency

    @property
    def rows(self) -> list[Ending | Bought]:
        return [*self.endings, *self.bought]

    @property
    def members(self) -> set[int]:
        return {row.owner for row in self.rows}

    @property
    def is_broad(self) -> bool:
        """Whether its branch is a code that ends before the depth asked for: only what is coded no closer is in it."""
        return len(branch_of(self.branch)) < len(self.branch)

    @property
    def is_assumed(self) -> bool:
        return not self.endings

    @property
    def known(self) -> list[Decimal]:
        return [row.value for row in self.rows if row.value is not None]

    @property
    def value(self) -> Decimal | None:
        return sum(self.known, Decimal(0)) if self.known else None

    @property
    def unknown(self) -> int:
        return len(self.rows) - len(self.known)

    @property
    def yearly(self) -> Decimal | None:
        known = [row.yearly for row in self.rows if row.yearly is not None]
        return sum(known, Decimal(0)).quantize(Decimal(1)) if known else None

    @property
    def standing(self) -> Standing:
        if self.procurements:
            return Standing.PLANNED
        return Standing.PROPOSED if self.proposals else Standing.NEW


def weights_of(cooperation: Cooperation) -> tuple[dict[Part, int], OpportunityWeights | None]:
    """What each part of the score weighs, and the statement of the office if there is one."""
    stated = OpportunityWeights.objects.filter(cooperation=cooperation).first()
    return (stated.weights if stated else dict(ASSUMED_WEIGHTS)), stated


def find(cooperation: Cooperation, asked: Asked, today: date, branch: str = "") -> list[Opportunity]:
    """The opportunities of a cooperation, the highest score first; of one branch where one is named. The same few
    queries, however many there are."""
    members = members_of(cooperation, today)
    leads = terms_of([cooperation.pk])[cooperation.pk].leads_of(USUAL)
    weights, _stated = weights_of(cooperation)
    found: dict[str, Opportunity] = {}

    def place(code: str) -> Opportunity:
        if code not in found:
            found[code] = Opportunity(cooperation, code)
        return found[code]

    if asked.source != Source.PAST:
        for code, ending in endings(cooperation, asked, today, branch):
            place(code).endings.append(ending)
    if asked.source != Source.AGREEMENTS:
        for code, past in bought(cooperation, asked, members, leads.remaining(Step.NOTICE), branch):
            place(code).bought.append(past)
    planned = Planned(cooperation, asked.depth)
    chosen = [one for one in found.values() if len(one.members) >= FEWEST_MEMBERS]
    for one in chosen:
        one.procurements = planned.procurements(one.branch)
        one.proposals = planned.proposals(one.branch)
        _reckon(one, len(members), leads, weights, today)
    return in_order(chosen, Order.SCORE)


def _reckon(one: Opportunity, all_members: int, leads: Leads, weights: dict[Part, int], today: date) -> None:
    """When all could join, and the score. Days that are only assumed are shown and count nothing."""
    assumed = {law.takeover(row.last_day, row.last_day) for row in one.bought if row.last_day is not None}
    one.joining = joining(assumed if one.is_assumed else {row.takeover for row in one.endings})
    one.begin_by = latest_start(one.joining.needed, leads) if one.joining else None
    one.soonest = today + timedelta(days=leads.total)
    one.parts = law.parts(
        Facts(
            members=len(one.members),
            all_members=all_members,
            dated=len({row.owner for row in one.endings}),
            value=one.value or Decimal(0),
            joining=None if one.is_assumed else one.joining,
            begin_by=None if one.is_assumed else one.begin_by,
            standing=one.standing,
        ),
        today,
    )
    one.score = law.score(one.parts, weights)


def in_order(found: list[Opportunity], order: str) -> list[Opportunity]:
    """Sorted by what is asked for, then by score; branches of the same score in the order of their codes."""
    first = {
        Order.VALUE: lambda one: -(one.value or 0),
        Order.MEMBERS: lambda one: -len(one.members),
        Order.BEGIN_BY: lambda one: one.begin_by or date.max,
    }.get(order, lambda one: 0)
    return sorted(found, key=lambda one: (first(one), -one.score, one.branch))
